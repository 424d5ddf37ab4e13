#include "activity/attempts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "chaos/error.h"
#include "os/virtual_clock.h"
#include "support/captured_log.h"
#include "support/chaos_command.h"
#include "support/story.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::names_of;
using testing::scripted_action;
using testing::scripted_experiment;
using testing::scripted_probe;
using testing::Stage;

Json with_retries(Json activity, Json retries) {
  activity["retries"] = std::move(retries);
  return activity;
}

/// The activity fails until its `n`th execution; then its output is `n`.
void succeed_at(Stage& stage, const std::string& name, int n) {
  stage.provider->on(name, [n, count = 0](const ActivityCall&) mutable -> Json {
    if (++count < n) throw ActivityFailed("not yet");
    return count;
  });
}

/// The output is the number of executions.
void count_up(Stage& stage, const std::string& name) {
  stage.provider->on(name, [count = 0](const ActivityCall&) mutable -> Json { return ++count; });
}

std::vector<std::string> attempts_of(const Json& run) {
  std::vector<std::string> attempts;
  for (const auto& attempt : run.at("attempts"))
    attempts.push_back(
        attempt.at("status").get<std::string>() +
        (attempt.contains("reason") ? ": " + attempt["reason"].get<std::string>() : std::string()));
  return attempts;
}

TEST(Retries, EndWithTheFirstSuccess) {
  Stage stage;
  succeed_at(stage, "a", 3);
  const Json journal =
      stage.play(scripted_experiment({}, {with_retries(scripted_action("a"), {{"count", 5}})}, {}));
  const Json& run = journal["run"][0];
  EXPECT_EQ(run["status"], "succeeded");
  EXPECT_EQ(run["output"], 3);
  EXPECT_FALSE(run.contains("exception"));
  EXPECT_THAT(attempts_of(run), ElementsAre("failed: not yet", "failed: not yet", "succeeded"));
  EXPECT_EQ(journal["run"].size(), 1U);
}

TEST(Retries, AreAtMostAsManyAsTheirCount) {
  Stage stage;
  succeed_at(stage, "a", 4);
  const Json journal =
      stage.play(scripted_experiment({}, {with_retries(scripted_action("a"), {{"count", 2}})}, {}));
  EXPECT_EQ(journal["run"][0]["status"], "failed");
  EXPECT_EQ(journal["run"][0]["attempts"].size(), 3U);
}

TEST(Retries, WaitLongerEachTime) {
  const CapturedLog log;
  Stage stage;
  os::VirtualClock clock;
  stage.context.clock = &clock;
  succeed_at(stage, "a", 4);
  const auto before = clock.now();
  stage.play(scripted_experiment(
      {}, {with_retries(scripted_action("a"), {{"count", 3}, {"delay", 2}, {"backoff", 3}})}, {}));
  EXPECT_EQ(clock.now() - before, std::chrono::seconds(2 + 6 + 18));
  EXPECT_THAT(log.records(),
              Contains("INFO   => attempt 2 of 4 failed (not yet), trying again in 6.0s"));
}

TEST(Retries, AreEndedByAnInterruptionDuringTheirWait) {
  Stage stage;
  stage.provider->on("a", [&](const ActivityCall&) -> Json {
    stage.interruption.request(Cause::kInterrupt);
    throw ActivityFailed("not yet");
  });
  const Json journal = stage.play(scripted_experiment(
      {}, {with_retries(scripted_action("a"), {{"count", 3}, {"delay", 1000}})}, {}));
  EXPECT_EQ(journal["status"], "interrupted");
  EXPECT_EQ(journal["run"][0]["attempts"].size(), 1U);
}

TEST(Retries, ContinueUntilATolerance) {
  Stage stage;
  count_up(stage, "a");
  const Json journal = stage.play(scripted_experiment(
      {}, {with_retries(scripted_action("a"), {{"count", 5}, {"until", 3}})}, {}));
  EXPECT_EQ(journal["run"][0]["output"], 3);
  EXPECT_EQ(journal["run"][0]["status"], "succeeded");
  EXPECT_THAT(attempts_of(journal["run"][0]),
              ElementsAre("failed: not within the tolerance 3",
                          "failed: not within the tolerance 3", "succeeded"));
}

TEST(Retries, WhoseToleranceIsNeverMetFailTheActivity) {
  Stage stage;
  count_up(stage, "a");
  const Json journal = stage.play(scripted_experiment(
      {}, {}, {with_retries(scripted_action("a"), {{"count", 1}, {"until", 3}})}));
  const Json& run = journal["rollbacks"][0];
  EXPECT_EQ(run["status"], "failed");
  EXPECT_EQ(run["exception"][0],
            "chaoslib.exceptions.ActivityFailed: failed after 2 attempts: not within the "
            "tolerance 3\n");
  EXPECT_EQ(run["output"], 2);
}

TEST(Retries, OfAProbeOfTheHypothesisHelpItMeetItsTolerance) {
  Stage stage;
  count_up(stage, "p");
  const Json journal = stage.play(
      scripted_experiment({with_retries(scripted_probe("p", 2), {{"count", 3}})}, {}, {}),
      {.hypothesis = HypothesisStrategy::kBeforeMethod});
  EXPECT_EQ(journal["steady_states"]["before"]["steady_state_met"], true);
  EXPECT_EQ(journal["steady_states"]["before"]["probes"][0]["attempts"].size(), 2U);
}

TEST(Retries, LeaveTheVerdictToTheToleranceOfTheHypothesis) {
  Stage stage;
  count_up(stage, "p");
  const Json journal = stage.play(
      scripted_experiment({with_retries(scripted_probe("p", 9), {{"count", 1}})}, {}, {}));
  EXPECT_EQ(journal["steady_states"]["before"]["steady_state_met"], false);
  EXPECT_EQ(journal["status"], "completed");
}

TEST(Retries, DoNotApplyToPretendedActivities) {
  Stage stage;
  stage.context.dry = Dry::kActivities;
  const Json journal = stage.play(scripted_experiment(
      {}, {with_retries(scripted_action("a"), {{"count", 3}, {"until", 3}})}, {}));
  EXPECT_EQ(journal["run"][0]["status"], "succeeded");
  EXPECT_FALSE(journal["run"][0].contains("attempts"));
}

TEST(Retries, MayBeVariables) {
  const Values values{.configuration = {{"times", 4}}};
  const auto retries = retries_of({{"retries", {{"count", "${times}"}, {"delay", 0.5}}}}, values);
  ASSERT_TRUE(retries);
  EXPECT_EQ(retries->count, 4);
  EXPECT_EQ(retries->delay_after(7), 0.5);
  EXPECT_FALSE(retries_of({{"name", "a"}}, values));
}

TEST(Retries, MustBeNumbers) {
  const Values values;
  EXPECT_THROW(retries_of({{"retries", {{"count", "${times}"}}}}, values), UnexpectedError);
  EXPECT_THROW(retries_of({{"retries", {{"count", -1}}}}, values), UnexpectedError);
}

TEST(Retries, DoNotGrowWithoutBounds) {
  const Retries retries{.count = 5000, .delay_seconds = 1, .backoff = 10};
  EXPECT_EQ(retries.delay_after(5000), 1e9);
}

}  // namespace
}  // namespace chaos

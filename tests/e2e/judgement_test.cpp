#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Json with(Json activity, const char* key, Json value) {
  activity[key] = std::move(value);
  return activity;
}

TEST(OnFailure, StopsTheMethodAndStillRollsBack) {
  ChaosCommand chaos;
  const Json experiment = experiment_of(
      {with(shell_action("act", "exit 3"), "on-failure", "stop"), shell_action("next", "true")},
      {shell_action("back", "true")});
  const Outcome outcome =
      chaos.experiment(experiment).run({"run", "--exit-codes", "detailed", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 4);
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["status"], "failed");
  EXPECT_THAT(names_of(journal["run"]), ElementsAre("act"));
  EXPECT_EQ(journal["run"][0]["failure"]["reason"], "exit status 3");
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("back"));
}

TEST(OnFailure, MakesTheRunFailAtItsEnd) {
  ChaosCommand chaos;
  Json experiment = experiment_of({shell_probe("look", "exit 1", 0), shell_action("next", "true")});
  EXPECT_EQ(chaos.experiment(experiment).run({"run", "experiment.json"}).exit_code, 0);
  experiment["runtime"] = {{"on-failure", "fail"}};
  EXPECT_EQ(chaos.experiment(experiment).run({"run", "experiment.json"}).exit_code, 1);
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["run"][0]["tolerance_met"], false);
  EXPECT_THAT(names_of(journal["run"]), ElementsAre("look", "next"));
  EXPECT_THAT(
      chaos.run({"report", "journal.json", "--format", "markdown"}).out + chaos.text("report.md"),
      HasSubstr("look"));
}

TEST(OnFailure, WithAnUnknownValueIsRefused) {
  ChaosCommand chaos;
  const Json experiment = experiment_of({with(shell_action("act", "true"), "on-failure", "stopp")});
  const Outcome outcome = chaos.experiment(experiment).run({"run", "experiment.json"});
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("'stopp' is not a valid value of \"on-failure\""));
  EXPECT_FALSE(chaos.exists("journal.json"));
}

TEST(Retries, TryAgainUntilItWorks) {
  ChaosCommand chaos;
  const std::string script = "echo x >> tries; test $(wc -l < tries) -ge 3";
  const Json experiment =
      experiment_of({}, {with(shell_action("back", script), "retries", {{"count", 5}})});
  EXPECT_EQ(chaos.experiment(experiment).run({"run", "experiment.json"}).exit_code, 0);
  const Json run = chaos.journal()["rollbacks"][0];
  EXPECT_EQ(run["output"]["status"], 0);
  ASSERT_EQ(run["attempts"].size(), 3U);
  EXPECT_EQ(run["attempts"][0]["reason"], "exit status 1");
  EXPECT_EQ(run["attempts"][2]["status"], "succeeded");
}

TEST(Retries, GiveEachAttemptTheTimeout) {
  ChaosCommand chaos;
  const std::string script = "echo x >> tries; test $(wc -l < tries) -ge 2 || sleep 1000";
  Json action = with(shell_action("act", script), "retries", {{"count", 1}});
  action["timeout"] = 0.2;
  EXPECT_EQ(chaos.experiment(experiment_of({action})).run({"run", "experiment.json"}).exit_code, 0);
  const Json run = chaos.journal()["run"][0];
  EXPECT_EQ(run["status"], "succeeded");
  EXPECT_EQ(run["attempts"].size(), 2U);
}

}  // namespace
}  // namespace chaos::testing

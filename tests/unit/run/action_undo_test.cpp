#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "chaos/error.h"
#include "os/clock.h"
#include "support/captured_log.h"
#include "support/chaos_command.h"
#include "support/hooked_control.h"
#include "support/story.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::in_background;
using ::testing::IsEmpty;
using testing::names_of;
using ::testing::Not;
using testing::scripted_action;
using testing::scripted_experiment;
using testing::scripted_probe;
using testing::Stage;
using ::testing::StartsWith;

Json undone_by(Json action, Json undo) {
  action["rollback"] = std::move(undo);
  return action;
}

/// Two actions with an undo each, a probe, and a rollback.
Json with_undos() {
  return scripted_experiment(
      {},
      {undone_by(scripted_action("a"), scripted_action("undo a")), scripted_probe("p"),
       undone_by(scripted_action("b"),
                 Json::array({scripted_action("undo b"), scripted_action("undo b, too")}))},
      {scripted_action("flat")});
}

RunPlan strategy(const std::string& name) {
  return {.rollbacks = name};
}

void fail(Stage& stage, const std::string& name) {
  stage.provider->on(name, [](const ActivityCall&) -> Json { throw ActivityFailed("broken"); });
}

void break_down(Stage& stage, const std::string& name) {
  stage.provider->on(name, [](const ActivityCall&) -> Json { throw UnexpectedError("broken"); });
}

TEST(ActionUndo, IsPlayedLastFirstAndBeforeTheRollbacks) {
  const CapturedLog log;
  Stage stage;
  const Json journal = stage.play(with_undos());
  EXPECT_THAT(names_of(journal["rollbacks"]),
              ElementsAre("undo b", "undo b, too", "undo a", "flat"));
  EXPECT_THAT(stage.context.places["run"], ElementsAre("/method/0", "/method/1", "/method/2"));
  EXPECT_THAT(stage.context.places["rollbacks"],
              ElementsAre("/method/2/rollback/0", "/method/2/rollback/1", "/method/0/rollback",
                          "/rollbacks/0"));
  EXPECT_THAT(log.records(), Contains("INFO Rollback: undo b, too"));
  EXPECT_THAT(stage.story.lines(),
              Contains("start 3 undo b at /method/2/rollback/0 in rollbacks, durable"));
}

TEST(ActionUndo, DoesNotDependOnTheStrategyExceptForNever) {
  for (const auto& [name, expected] :
       {std::pair<std::string, std::vector<std::string>>{"deviated", {"undo a"}},
        {"always", {"undo a", "flat"}},
        {"default", {"undo a", "flat"}},
        {"unknown", {"undo a"}},
        {"never", {}}}) {
    Stage stage;
    const Json journal = stage.play(
        scripted_experiment({}, {undone_by(scripted_action("a"), scripted_action("undo a"))},
                            {scripted_action("flat")}),
        strategy(name));
    EXPECT_EQ(names_of(journal["rollbacks"]), expected) << name;
  }
}

TEST(ActionUndo, FollowsAnInterruption) {
  Stage stage;
  stage.provider->on("b", [&](const ActivityCall& call) -> Json {
    stage.interruption.request(Cause::kInterrupt);
    testing::wait_for_stop(call.stop);
  });
  const Json journal = stage.play(with_undos());
  EXPECT_EQ(journal["status"], "interrupted");
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("undo b", "undo b, too", "undo a"));
}

TEST(ActionUndo, IsForbiddenByTheSignalThatForbidsRollbacks) {
  Stage stage;
  stage.provider->on("b", [&](const ActivityCall& call) -> Json {
    stage.interruption.request(Cause::kExitUngracefully);
    testing::wait_for_stop(call.stop);
  });
  EXPECT_THAT(stage.play(with_undos())["rollbacks"], IsEmpty());
}

TEST(ActionUndo, BelongsToActionsThatBegan) {
  Stage stage;
  break_down(stage, "p");
  const Json journal = stage.play(with_undos());
  EXPECT_EQ(journal["status"], "aborted");
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("undo a", "flat"));
}

TEST(ActionUndo, BelongsToActionsThatFailed) {
  Stage stage;
  fail(stage, "a");
  break_down(stage, "b");
  EXPECT_THAT(names_of(stage.play(with_undos())["rollbacks"]),
              ElementsAre("undo b", "undo b, too", "undo a", "flat"));
}

TEST(ActionUndo, DoesNotBelongToAnActionThatAControlRefused) {
  Stage stage;
  Json experiment = with_undos();
  const auto hooked = testing::add_hooked_control(stage.registry, experiment);
  hooked->on_before =
      testing::for_activity("b", [](ControlContext&) { throw InterruptExecution("refused"); });
  EXPECT_THAT(names_of(stage.play(experiment)["rollbacks"]), ElementsAre("undo a"));
}

TEST(ActionUndo, DoesNotBelongToAnActionThatIsOnlyPretended) {
  for (const Dry dry : {Dry::kActions, Dry::kActivities}) {
    Stage stage;
    stage.context.dry = dry;
    const Json journal = stage.play(with_undos());
    EXPECT_THAT(stage.story.lines(), Not(Contains(StartsWith("execute undo"))));
    EXPECT_EQ(journal["rollbacks"].size(), 1U);
  }
  Stage stage;
  Json experiment = with_undos();
  experiment["method"][0]["dry"] = "actions";
  EXPECT_THAT(names_of(stage.play(experiment)["rollbacks"]),
              ElementsAre("undo b", "undo b, too", "flat"));
}

TEST(ActionUndo, IsPlayedEvenIfOthersFail) {
  Stage stage;
  fail(stage, "undo b");
  break_down(stage, "undo b, too");
  const Json journal = stage.play(with_undos());
  EXPECT_THAT(names_of(journal["rollbacks"]),
              ElementsAre("undo b:failed", "undo b, too:failed", "undo a", "flat"));
  EXPECT_EQ(journal["status"], "aborted");
}

TEST(ActionUndo, CannotEndTheOthersWithAnExit) {
  Stage stage;
  stage.provider->on("undo b", [](const ActivityCall&) -> Json { throw ExitRequested("0"); });
  const Json journal = stage.play(with_undos());
  EXPECT_THAT(names_of(journal["rollbacks"]),
              ElementsAre("undo b:failed", "undo b, too", "undo a", "flat"));
  EXPECT_EQ(journal["rollbacks"][0]["exception"][0], "called sys.exit(0)\n");
  EXPECT_EQ(journal["status"], "aborted");
}

TEST(ActionUndo, IsEndedByTheNextInterruption) {
  Stage stage;
  stage.provider->on("undo b, too", [&](const ActivityCall& call) -> Json {
    stage.interruption.request(Cause::kTerminate);
    testing::wait_for_stop(call.stop);
  });
  const Json journal = stage.play(with_undos());
  EXPECT_EQ(journal["status"], "interrupted");
  EXPECT_EQ(journal["rollbacks"].size(), 2U);
}

TEST(ActionUndo, ComesAfterTheEndOfABackgroundAction) {
  Stage stage;
  stage.provider->on("slow", [&stage](const ActivityCall&) -> Json {
    os::wait_for(std::chrono::milliseconds(5), {});
    stage.story.add("slow is done");
    return {};
  });
  stage.play(scripted_experiment(
      {}, {undone_by(in_background(scripted_action("slow")), scripted_action("undo"))}, {}));
  const auto lines = stage.story.lines();
  const auto done = std::find(lines.begin(), lines.end(), "slow is done");
  EXPECT_LT(done, std::find(lines.begin(), lines.end(), "execute undo"));
}

TEST(ActionUndo, MayBeAReference) {
  const CapturedLog log;
  Stage stage;
  const Json journal = stage.play(scripted_experiment(
      {}, {scripted_action("mend"), undone_by(scripted_action("a"), {{"ref", "mend"}})}, {}));
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("mend"));
  EXPECT_THAT(log.records(), Contains("INFO Rollback: mend"));
}

TEST(ActionUndo, IsPlayedForAReferencedAction) {
  Stage stage;
  const Json journal = stage.play(scripted_experiment(
      {}, {undone_by(scripted_action("a"), scripted_action("undo a")), {{"ref", "a"}}}, {}));
  EXPECT_THAT(names_of(journal["run"]), ElementsAre("a", "a"));
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("undo a"));
}

TEST(ActionUndo, IsPlayedBetweenTheControlsOfTheRollbacks) {
  Stage stage;
  Json experiment = with_undos();
  const auto hooked = testing::add_hooked_control(stage.registry, experiment);
  std::vector<std::string> seen;
  hooked->on_before = [&](ControlContext& context) {
    if (context.level == ControlLevel::kRollback) seen.push_back("before");
    if (context.level == ControlLevel::kActivity && context.state == nullptr) {
      seen.push_back(context.context.value("name", ""));
    }
  };
  hooked->on_after = [&](ControlContext& context) {
    if (context.level == ControlLevel::kRollback) seen.push_back("after");
  };
  stage.play(experiment);
  EXPECT_THAT(seen, ElementsAre("a", "p", "b", "before", "undo b", "undo b, too", "undo a", "flat",
                                "after"));
}

TEST(ActionUndo, DoesNotChangeTheJournalsOfOtherExperiments) {
  Stage stage;
  const Json journal =
      stage.play(scripted_experiment({}, {scripted_action("a")}, {scripted_action("r")}));
  EXPECT_FALSE(journal.contains("extensions"));
}

}  // namespace
}  // namespace chaos

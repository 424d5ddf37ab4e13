#include "activity/failure_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "chaos/error.h"
#include "support/captured_log.h"
#include "support/chaos_command.h"
#include "support/story.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::in_background;
using testing::names_of;
using testing::scripted_action;
using testing::scripted_experiment;
using testing::scripted_probe;
using testing::Stage;

Json on_failure(Json activity, const char* policy) {
  activity["on-failure"] = policy;
  return activity;
}

/// A probe that misses its tolerance, followed by an action and a rollback.
Json with_unmet_probe(const char* policy) {
  return scripted_experiment({}, {on_failure(scripted_probe("p", 2), policy), scripted_action("b")},
                             {scripted_action("r")});
}

TEST(OnFailure, Continue_NotesTheFailureOnly) {
  const CapturedLog log;
  Stage stage;
  const Json journal = stage.play(with_unmet_probe("continue"));
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_THAT(names_of(journal["run"]), ElementsAre("p", "b"));
  EXPECT_EQ(journal["run"][0]["tolerance_met"], false);
  EXPECT_EQ(journal["run"][0]["failure"],
            (Json{{"reason", "not within the tolerance 2"}, {"on-failure", "continue"}}));
  EXPECT_THAT(log.records(), Contains("WARNING   => counts as a failure (not within the tolerance "
                                      "2): the run continues"));
}

TEST(OnFailure, Stop_EndsTheMethodAndFailsTheRun) {
  Stage stage;
  const Json journal = stage.play(with_unmet_probe("stop"));
  EXPECT_EQ(journal["status"], "failed");
  EXPECT_THAT(names_of(journal["run"]), ElementsAre("p"));
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("r"));
}

TEST(OnFailure, Fail_ContinuesAndFailsTheRun) {
  Stage stage;
  const Json journal = stage.play(with_unmet_probe("fail"));
  EXPECT_EQ(journal["status"], "failed");
  EXPECT_THAT(names_of(journal["run"]), ElementsAre("p", "b"));
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("r"));
}

TEST(OnFailure, HasNoEffectWithoutFailures) {
  Stage stage;
  const Json journal = stage.play(scripted_experiment(
      {}, {on_failure(scripted_probe("p", 1), "stop"), scripted_action("b")}, {}));
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_EQ(journal["run"][0]["tolerance_met"], true);
  EXPECT_FALSE(journal["run"][0].contains("failure"));
}

TEST(OnFailure, MakesEveryFailureCount) {
  Stage stage;
  stage.provider->on("a", [](const ActivityCall&) -> Json { throw ActivityFailed("broken"); });
  const Json journal = stage.play(scripted_experiment(
      {}, {on_failure(scripted_action("a"), "stop"), scripted_action("b")}, {}));
  EXPECT_EQ(journal["status"], "failed");
  EXPECT_THAT(names_of(journal["run"]), ElementsAre("a:failed"));
  EXPECT_EQ(journal["run"][0]["failure"]["reason"], "broken");
}

TEST(OnFailure, CountsInTheBackground) {
  Stage stage;
  const Json journal = stage.play(
      scripted_experiment({}, {on_failure(in_background(scripted_probe("p", 2)), "fail")}, {}));
  EXPECT_EQ(journal["status"], "failed");
}

TEST(OnFailure, OfTheRuntimeAppliesToActivitiesWithoutTheirOwn) {
  Stage stage;
  Json experiment = scripted_experiment({},
                                        {on_failure(scripted_probe("p", 2), "continue"),
                                         scripted_probe("q", 2), scripted_action("b")},
                                        {});
  experiment["runtime"] = {{"on-failure", "stop"}};
  const Json journal = stage.play(experiment);
  EXPECT_EQ(journal["status"], "failed");
  EXPECT_THAT(names_of(journal["run"]), ElementsAre("p", "q"));
}

TEST(OnFailure, OfTheSettingsAppliesToExperimentsWithoutARuntime) {
  const Json settings = {{"runtime", {{"on-failure", "fail"}}}};
  EXPECT_EQ(failure_policy_of({}, Json::object(), settings), FailurePolicy::kFail);
  EXPECT_FALSE(failure_policy_of({}, {{"runtime", {{"x", 1}}}}, settings));
  EXPECT_FALSE(failure_policy_of({}, Json::object(), Json::object()));
}

TEST(OnFailure, DoesNotChangeAnInterruption) {
  Stage stage;
  stage.provider->on("b", [&](const ActivityCall& call) -> Json {
    stage.interruption.request(Cause::kInterrupt);
    testing::wait_for_stop(call.stop);
  });
  EXPECT_EQ(stage.play(with_unmet_probe("fail"))["status"], "interrupted");
}

TEST(OnFailure, IsRequiredForAToleranceToMatter) {
  Stage stage;
  const Json journal =
      stage.play(scripted_experiment({}, {scripted_probe("p", 2), scripted_action("b")}, {}));
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_FALSE(journal["run"][0].contains("tolerance_met"));
}

TEST(OnFailure, TreatsAToleranceThatCannotBeCheckedAsAFailure) {
  Stage stage;
  stage.provider->on("p", [](const ActivityCall&) { return Json("text"); });
  const Json journal = stage.play(scripted_experiment(
      {}, {on_failure(scripted_probe("p", Json::array({1, 2})), "stop"), scripted_action("b")},
      {}));
  EXPECT_EQ(journal["status"], "failed");
  EXPECT_THAT(names_of(journal["run"]), ElementsAre("p"));
}

}  // namespace
}  // namespace chaos

#include "activity/activity_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/chaos_command.h"
#include "support/hooked_control.h"
#include "support/story.h"

namespace chaos {
namespace {

using testing::scripted_action;
using testing::scripted_experiment;
using testing::scripted_probe;
using testing::Stage;

Json run_of(const char* name, const Json& output) {
  return {{"activity", {{"name", name}}}, {"output", output}, {"end", "2026"}};
}

TEST(LatestRun, IsTheLastThatEnded) {
  Json journal = {{"run", {run_of("a", 1), run_of("b", 2), run_of("a", 3)}}};
  EXPECT_EQ(latest_run(journal, nullptr, "a")["output"], 3);
  journal["rollbacks"] = {run_of("a", 4)};
  EXPECT_EQ(latest_run(journal, nullptr, "a")["output"], 4);
  EXPECT_TRUE(latest_run(journal, nullptr, "c").is_null());
}

TEST(LatestRun, HasNoOutputBeforeItEnded) {
  Json begun = run_of("a", nullptr);
  begun.erase("end");
  Json journal = {{"run", {begun}}};
  const Json run = latest_run(journal, nullptr, "a");
  EXPECT_FALSE(run.is_null());
  EXPECT_FALSE(run.contains("output"));
  journal["run"] = {run_of("a", 1), begun};
  EXPECT_EQ(latest_run(journal, nullptr, "a")["output"], 1);
}

TEST(LatestRun, MayBeOfTheHypothesisButNotOfItsSamples) {
  const Json state = {{"probes", {run_of("p", 1)}}};
  const Json journal = {
      {"steady_states", {{"before", state}, {"during", {{{"probes", {run_of("s", 1)}}}}}}}};
  EXPECT_EQ(latest_run(journal, nullptr, "p")["output"], 1);
  EXPECT_TRUE(latest_run(journal, nullptr, "s").is_null());
  EXPECT_EQ(latest_run(Json::object(), &state, "p")["output"], 1);
}

/// An action whose arguments are `arguments`, recorded unchanged.
Json action_with(const char* name, const Json& arguments) {
  Json action = scripted_action(name);
  action["provider"]["arguments"] = arguments;
  return action;
}

constexpr const char* kOutputOfA = R"(${activities["a"].output})";

TEST(ActivityReferences, AreGivenToTheProvider) {
  Stage stage;
  stage.provider->on("b", [](const ActivityCall& call) -> Json {
    return call.activities != nullptr ? *call.activities : Json();
  });
  const Json journal =
      stage.play(scripted_experiment({}, {scripted_action("a"), action_with("b", kOutputOfA)}, {}));
  EXPECT_EQ(journal["run"][1]["output"]["a"]["output"], 1);
  EXPECT_EQ(journal["run"][1]["arguments"], 1);
  EXPECT_EQ(journal["run"][1]["activity"]["provider"]["arguments"], kOutputOfA);
}

TEST(ActivityReferences, DoNotChangeTheJournalIfNothingIsReferredTo) {
  Stage stage;
  Json experiment = scripted_experiment({}, {action_with("a", "${name}")}, {});
  experiment["configuration"] = {{"name", "value"}};
  EXPECT_FALSE(stage.play(experiment)["run"][0].contains("arguments"));
}

TEST(ActivityReferences, ShowWhatWasUsedInExperimentsWithKeysOfOurOwn) {
  Stage stage;
  Json action = action_with("a", "${name}");
  action["rollback"] = action_with("undo", kOutputOfA);
  Json experiment = scripted_experiment({}, {action}, {});
  experiment["configuration"] = {{"name", "value"}};
  const Json journal = stage.play(experiment);
  EXPECT_EQ(journal["run"][0]["arguments"], "value");
  EXPECT_EQ(journal["rollbacks"][0]["arguments"], 1);
}

TEST(ActivityReferences, WorkInTolerances) {
  Stage stage;
  const Json journal = stage.play(scripted_experiment(
      {scripted_probe("p"), scripted_probe("q", R"(${activities["p"].output})"),
       scripted_probe("r", {{"type", "range"}, {"range", {0, R"(${activities["q"].output})"}}})},
      {scripted_action("a")}, {}));
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_EQ(journal["steady_states"]["after"]["steady_state_met"], true);
}

TEST(ActivityReferences, WorkInPausesAndTimeouts) {
  Stage stage;
  stage.provider->on("seconds", [](const ActivityCall&) { return Json(0.001); });
  stage.provider->on("b", [](const ActivityCall& call) { return Json(call.deadline.is_never()); });
  Json action = scripted_action("b");
  action["pauses"] = {{"before", R"(${activities["seconds"].output})"}};
  action["timeout"] = R"(${activities["seconds"].output})";
  const Json journal =
      stage.play(scripted_experiment({}, {scripted_action("seconds"), action}, {}));
  EXPECT_EQ(journal["run"][1]["output"], false);
}

TEST(CheckReferences, NamesUnknownActivities) {
  const Json experiment = {{"method", {{{"type", "action"}, {"name", "create"}}}}};
  const auto problem_of = [&](const std::string& text, const Json& activities) -> std::string {
    Values values;
    values.activities = activities;
    try {
      check_references(experiment, Json{{"arguments", {text}}}, values);
    } catch (const ActivityFailed& failure) {
      return failure.what();
    }
    return "";
  };
  const Json cut_short = {{"create", {{"output", nullptr}, {"status", "aborted"}}}};
  const std::string stdout_of_create = R"(${activities["create"].output.stdout})";
  EXPECT_EQ(problem_of(stdout_of_create, cut_short),
            "it needs 'output.stdout' of the activity 'create', which is not known");
  EXPECT_EQ(problem_of(R"(${activities["create"]["output"]["id"]})", cut_short),
            "it needs '[\"output\"][\"id\"]' of the activity 'create', which is not known");
  EXPECT_EQ(problem_of(R"(${activities["create"]})", Json::object()),
            "it needs the run of the activity 'create', which is not known");
  EXPECT_EQ(problem_of(stdout_of_create, {{"create", {{"output", {{"stdout", "x"}}}}}}), "");
  EXPECT_EQ(problem_of(R"(${activities["unknown"].output})", Json::object()), "");
}

}  // namespace
}  // namespace chaos

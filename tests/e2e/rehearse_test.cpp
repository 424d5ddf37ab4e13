#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "chaos/json.h"
#include "json/json_reader.h"
#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

Json undoable(const std::string& name) {
  Json action = shell_action(name, "touch " + name);
  action["rollback"] = shell_action("undo-" + name, "touch undo-" + name);
  action["timeout"] = 10;
  action["pauses"] = {{"after", 1200}};
  return action;
}

/// An experiment of forty minutes in which everything is undone however it ends.
Json safe_experiment() {
  Json document = experiment_of({undoable("one"), undoable("two")}, {});
  Json probe = shell_action("look", "exit 7");
  probe["type"] = "probe";
  probe["tolerance"] = 0;
  document["steady-state-hypothesis"] = {{"title", "steady"}, {"probes", {probe}}};
  return document;
}

Json rehearse(ChaosCommand& chaos, std::vector<std::string> options, int exit_code) {
  options.insert(options.begin(), {"rehearse", "--format", "json"});
  options.emplace_back("experiment.json");
  const Outcome outcome = chaos.run(options);
  EXPECT_EQ(outcome.exit_code, exit_code) << outcome.out << outcome.err;
  return outcome.out.empty() ? Json() : parse_json(outcome.out);
}

std::set<std::string> disturbances_that_leave_something(const Json& rehearsal) {
  std::set<std::string> found;
  for (const auto& play : rehearsal.at("plays")) {
    for (const auto& broken : play.at("broken"))
      if (broken.at("left") == true) found.insert(play.at("disturbance"));
  }
  return found;
}

/// An action that is undone with `argument`.
Json undone_with(const std::string& argument) {
  Json action = shell_action("kill", "printf node-1");
  action["rollback"] = shell_action("revive", "true");
  action["rollback"]["provider"]["arguments"].push_back(argument);
  return experiment_of({action}, {});
}

TEST(Rehearse, NamesUndosThatAreGivenAWrongValue) {
  ChaosCommand chaos;
  chaos.experiment(undone_with("${activities.kill.output.stdout}"));
  const Json rehearsal = rehearse(chaos, {}, 1);
  EXPECT_EQ(rehearsal.at("leaves_something"), true);
  EXPECT_EQ(rehearsal.at("wrong_values").at(0).at("pointer"),
            "/method/0/rollback/provider/arguments/2");
  const Outcome text = chaos.run({"rehearse", "experiment.json"});
  EXPECT_THAT(text.out, AllOf(HasSubstr("write ${activities[\"kill\"].output.stdout}"),
                              Not(HasSubstr("Nothing stays broken"))));
}

TEST(Rehearse, CountsUndosThatNeedTheOutputOfAnActionThatWasCutShort) {
  ChaosCommand chaos;
  chaos.experiment(undone_with("${activities['kill'].output.stdout}"));
  const Json rehearsal = rehearse(chaos, {}, 1);
  EXPECT_THAT(disturbances_that_leave_something(rehearsal), Contains("interruption"));
  EXPECT_THAT(chaos.run({"rehearse", "experiment.json"}).out,
              AllOf(HasSubstr("an action that is cut short has no output"),
                    Not(HasSubstr("Nothing stays broken"))));
}

TEST(Rehearse, OnlyAcceptsTheJournalOfARun) {
  ChaosCommand chaos;
  chaos.experiment(safe_experiment());
  const Outcome outcome = chaos.run({"rehearse", "--from", "experiment.json", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("is not the journal of a run"));
}

TEST(Rehearse, RefusesWhatARunWouldRefuse) {
  Json without_tolerance = safe_experiment();
  without_tolerance["steady-state-hypothesis"]["probes"][0].erase("tolerance");
  Json with_a_mapping = safe_experiment();
  with_a_mapping["method"] = {{"type", "action"}};
  Json of_a_missing_program = safe_experiment();
  of_a_missing_program["method"][0]["provider"]["path"] = "no-such-program";
  Json with_two_blocks = safe_experiment();
  with_two_blocks["extensions"] = {{{"name", "chaos"}}, {{"name", "chaos"}}};
  for (const Json& document :
       {without_tolerance, with_a_mapping, of_a_missing_program, with_two_blocks}) {
    ChaosCommand chaos;
    chaos.experiment(document);
    const Json validated =
        parse_json(chaos.run({"validate", "--all", "--format", "json", "experiment.json"}).out);
    const Json rehearsal = rehearse(chaos, {}, 1);
    EXPECT_EQ(rehearsal.at("valid"), false);
    EXPECT_EQ(rehearsal.at("problems"), validated.at("problems"));
    const Outcome outcome = chaos.run({"rehearse", "experiment.json"});
    EXPECT_EQ(outcome.exit_code, 1);
    const std::string message = validated.at("problems").at(0).at("message");
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("ERROR] " + message), HasSubstr("experiment.json:")));
    EXPECT_THAT(outcome.out, Not(HasSubstr("Nothing is left broken")));
  }
}

TEST(Rehearse, ExecutesNothingAndFindsNothingLeftOfASafeExperiment) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.experiment(safe_experiment()).run({"rehearse", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("Nothing stays broken"), HasSubstr("of 40m"),
                                 HasSubstr("killed, then recovered")));
  for (const char* file : {"one", "two", "undo-one", "undo-two", "journal.json"})
    EXPECT_FALSE(chaos.exists(file)) << file;
}

TEST(Rehearse, PlaysEveryDisturbance) {
  ChaosCommand chaos;
  const Json rehearsal = rehearse(chaos.experiment(safe_experiment()), {}, 0);
  std::set<std::string> disturbances;
  for (const auto& play : rehearsal.at("plays"))
    disturbances.insert(play.at("disturbance"));
  EXPECT_EQ(disturbances,
            (std::set<std::string>{"as written", "failure", "timeout", "interruption", "kill"}));
  EXPECT_EQ(rehearsal.at("plays")[0].at("status"), "completed");
  EXPECT_GE(rehearsal.at("plays")[0].at("seconds").get<double>(), 2400);
}

TEST(Rehearse, FindsRollbacksThatAnInterruptionLeaves) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("act", "true")}, {shell_action("back", "true")}));
  const Json rehearsal = rehearse(chaos, {}, 1);
  EXPECT_THAT(disturbances_that_leave_something(rehearsal), Contains("interruption"));
  EXPECT_THAT(disturbances_that_leave_something(rehearsal), Not(Contains("as written")));
  const Outcome outcome = chaos.run({"rehearse", "experiment.json"});
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("STAYS BROKEN"), HasSubstr("back never ran"),
                                 HasSubstr("if interrupted during: act")));
  rehearse(chaos, {"--rollback-strategy", "always"}, 0);
}

TEST(Rehearse, PlaysTheWatchdogsRollbacksAfterAKill) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("act", "true")}, {shell_action("back", "true")}));
  EXPECT_THAT(
      disturbances_that_leave_something(rehearse(chaos, {"--rollback-strategy", "deviated"}, 1)),
      Contains("kill"));
}

TEST(Rehearse, KnowsWhichValuesContainASecret) {
  Json experiment =
      experiment_of({shell_action("act", "true")}, {shell_action("back", "echo ${target}")});
  experiment["configuration"] = {{"target", {{"type", "env"}, {"key", "TARGET"}}}};
  experiment["secrets"] = {{"web", {{"token", {{"type", "env"}, {"key", "TOKEN"}}}}}};
  ChaosCommand chaos;
  chaos.env("TOKEN", "s3cr3t-word").env("TARGET", "http://s3cr3t-word@host");
  rehearse(chaos.experiment(experiment), {"--rollback-strategy", "always"}, 0);
}

TEST(Rehearse, FindsAnActionThatNothingUndoes) {
  ChaosCommand chaos;
  Json action = shell_action("act", "true");
  const Json rehearsal = rehearse(chaos.experiment(experiment_of({action}, {})), {}, 1);
  EXPECT_EQ(rehearsal.at("plays")[0].at("broken")[0].at("state"), "no undo");
  action["rollback"] = Json::array();
  rehearse(chaos.experiment(experiment_of({action}, {})), {}, 0);
}

TEST(Rehearse, ReportsAnUndoThatFailsWithoutCountingItAsLeft) {
  ChaosCommand chaos;
  const Json rehearsal = rehearse(chaos.experiment(safe_experiment()), {}, 0);
  bool reported = false;
  for (const auto& play : rehearsal.at("plays")) {
    if (play.at("disturbance") != "failure" || play.at("during").at("name") != "undo-one") continue;
    reported = true;
    EXPECT_EQ(play.at("broken")[0].at("name"), "undo-one");
    EXPECT_EQ(play.at("broken")[0].at("left"), false);
  }
  EXPECT_TRUE(reported);
}

TEST(Rehearse, FindsTheOneActionAmongOthersThatNothingUndoes) {
  ChaosCommand chaos;
  const Json document = experiment_of({undoable("one"), shell_action("act", "true")}, {});
  const Json rehearsal = rehearse(chaos.experiment(document), {}, 1);
  EXPECT_EQ(rehearsal.at("plays")[0].at("broken")[0].at("name"), "act");
  EXPECT_EQ(rehearsal.at("plays")[0].at("broken").size(), 1U);
  rehearse(chaos, {"--dry", "actions"}, 0);
}

std::set<std::string> activities_in(const Json& rehearsal) {
  std::set<std::string> names;
  for (const auto& play : rehearsal.at("plays"))
    if (play.contains("during")) names.insert(play.at("during").at("name"));
  return names;
}

/// The probe's output is outside its tolerance, so the method is not played.
TEST(Rehearse, UsesTheOutputsOfAnEarlierRun) {
  ChaosCommand chaos;
  chaos.experiment(safe_experiment()).run({"run", "experiment.json"});
  EXPECT_THAT(activities_in(rehearse(chaos, {}, 0)), Contains("one"));
  EXPECT_THAT(activities_in(rehearse(chaos, {"--from", "journal.json"}, 0)), Not(Contains("one")));
}

}  // namespace
}  // namespace chaos::testing

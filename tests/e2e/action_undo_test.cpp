#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>

#include "support/chaos_command.h"
#include "support/named_pipe.h"
#include "support/python_experiment.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Json undone_by(Json action, Json undo) {
  action["rollback"] = std::move(undo);
  return action;
}

/// An action that breaks something, with an undo that restores it.
Json breaking(const std::string& name, const std::string& then = "true") {
  return undone_by(shell_action("break " + name, "echo " + name + " >> broken; " + then),
                   shell_action("mend " + name, "echo " + name + " >> mended"));
}

TEST(ActionUndo, RestoresTheSystemHoweverTheRunEnds) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  const Json experiment = experiment_of(
      {breaking("one"), breaking("two", "echo up > news; sleep 1000"), breaking("three")},
      {shell_action("flat", "echo flat >> mended")});
  auto run = chaos.experiment(experiment).start({"run", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  const Outcome outcome = run.signal(SIGINT).wait();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(chaos.lines("mended"), ElementsAre("two", "one"));
  EXPECT_THAT(outcome.log(), Contains("INFO Rollback: mend two"));
  EXPECT_THAT(names_of(chaos.journal()["rollbacks"]), ElementsAre("mend two", "mend one"));
}

TEST(ActionUndo, ComesBeforeTheRollbacks) {
  ChaosCommand chaos;
  const Json experiment = experiment_of({breaking("one"), breaking("two")},
                                        {shell_action("flat", "echo flat >> mended")});
  EXPECT_EQ(chaos.experiment(experiment).run({"run", "experiment.json"}).exit_code, 0);
  EXPECT_THAT(chaos.lines("mended"), ElementsAre("two", "one", "flat"));
}

TEST(ActionUndo, IsNotPlayedWithTheStrategyNeverNorWhenDry) {
  for (const auto& options : {std::vector<std::string>{"--rollback-strategy", "never"},
                              std::vector<std::string>{"--dry", "activities"}}) {
    ChaosCommand chaos;
    std::vector<std::string> arguments = {"run"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.emplace_back("experiment.json");
    EXPECT_EQ(chaos.experiment(experiment_of({breaking("one")})).run(arguments).exit_code, 0);
    EXPECT_FALSE(chaos.exists("mended"));
  }
}

TEST(ActionUndo, IsNotPlayedAfterSigusr2) {
  ChaosCommand chaos;
  auto run = chaos.experiment(experiment_of({breaking("one", "sleep 1000")}))
                 .start({"run", "experiment.json"});
  run.wait_for_log("Action: break one");
  run.signal(SIGUSR2).wait();
  EXPECT_FALSE(chaos.exists("mended"));
}

/// Prints another node each time, and is undone for the node that it printed.
Json killing(const std::string& name = "kill") {
  return undone_by(
      shell_action(name, "echo x >> kills; printf node-$(wc -l < kills)"),
      shell_action("revive", R"(echo '${activities["kill"].output.stdout}' >> revived)"));
}

TEST(ActionUndo, UsesTheOutputOfItsOwnAction) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({killing(), killing()})).run({"run", "experiment.json"});
  EXPECT_THAT(chaos.lines("revived"), ElementsAre("node-2", "node-1"));

  Json probe = shell_action("kill", "printf hello");
  probe["type"] = "probe";
  ChaosCommand later;
  later.experiment(experiment_of({killing(), probe})).run({"run", "experiment.json"});
  EXPECT_THAT(later.lines("revived"), ElementsAre("node-1"));
}

TEST(ActionUndo, IsPlayedForEveryExecutionOfTheAction) {
  ChaosCommand chaos;
  const Json experiment = experiment_of({killing(), {{"ref", "kill"}}, {{"ref", "kill"}}});
  EXPECT_EQ(chaos.experiment(experiment).run({"run", "experiment.json"}).exit_code, 0);
  EXPECT_THAT(chaos.lines("revived"), ElementsAre("node-3", "node-2", "node-1"));
}

TEST(ActionUndo, IsPlayedForEveryExecutionFromTheJournalAndTheLog) {
  Json sleep = shell_action("wait", "echo up > news; sleep 1000");
  const Json experiment = experiment_of({killing(), {{"ref", "kill"}}, sleep});
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  auto run = chaos.experiment(experiment)
                 .start({"run", "--rollback-strategy", "never", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  run.signal(SIGINT).wait();
  EXPECT_FALSE(chaos.exists("revived"));
  EXPECT_EQ(chaos.run({"rollback", "journal.json"}).exit_code, 0);
  EXPECT_THAT(chaos.lines("revived"), ElementsAre("node-2", "node-1"));

  ChaosCommand killed;
  NamedPipe more_news(killed.path("news"));
  auto doomed = killed.experiment(experiment).start({"run", "--no-watchdog", "experiment.json"});
  EXPECT_EQ(more_news.read_line(), "up");
  doomed.signal(SIGKILL).wait();
  EXPECT_EQ(killed.run({"recover", "--rollback", "journal.json.wal"}).exit_code, 0);
  EXPECT_THAT(killed.lines("revived"), ElementsAre("node-2", "node-1"));
}

TEST(ActionUndo, UsesTheOutputOfTheAction) {
  ChaosCommand chaos;
  const char* const script = R"(printf '%s' '${activities["start"].output.stdout}' > undone)";
  const Json experiment = experiment_of(
      {undone_by(shell_action("start", "printf pid-7"), shell_action("stop", script))});
  const Outcome outcome = chaos.experiment(experiment).run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos.text("undone"), "pid-7");
  EXPECT_THAT(chaos.journal()["rollbacks"][0]["arguments"].dump(), HasSubstr("pid-7"));
}

TEST(ActionUndo, UsesTheOutputOfTheActionAfterACrash) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  const char* const script = R"(printf '%s' '${activities["start"].output.stdout}' > undone)";
  const Json experiment =
      experiment_of({undone_by(shell_action("start", "printf pid-7"), shell_action("stop", script)),
                     breaking("two", "echo up > news; sleep 1000")});
  auto run = chaos.experiment(experiment).start({"run", "--no-watchdog", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  run.signal(SIGKILL).wait();
  const Outcome outcome = chaos.run({"recover", "--rollback", "journal.json.wal"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos.text("undone"), "pid-7");
  EXPECT_THAT(chaos.lines("mended"), ElementsAre("two"));
}

/// Otherwise, `rm -r /srv/${activities["find"].output.stdout}` would be executed literally.
TEST(ActionUndo, FailsWithoutTheOutputOfAnotherUndo) {
  const Json find = shell_action("find", "exec sleep 10");
  const Json clear = shell_action("clear", R"(echo '${activities["find"].output.stdout}' > used)");
  Json action = shell_action("act", "true");
  for (Json experiment : {experiment_of({undone_by(action, Json::array({find, clear}))}),
                          experiment_of({action}, {find, clear})}) {
    for (const char* undo : {"/method/0/rollback/0", "/rollbacks/0"}) {
      if (const Json::json_pointer place(undo); experiment.contains(place))
        experiment[place]["provider"]["timeout"] = 0.1;
    }
    ChaosCommand chaos;
    const Outcome outcome = chaos.experiment(experiment).run({"run", "experiment.json"});
    EXPECT_FALSE(chaos.exists("used"));
    EXPECT_THAT(outcome.err,
                HasSubstr("it needs 'output.stdout' of the activity 'find', which is not known"));
  }
}

TEST(ActionUndo, IsPlayedInTheDirectoryOfTheRunWhereverItsJournalIs) {
  ChaosCommand chaos;
  for (const char* directory : {"run", "copy"})
    std::filesystem::create_directory(chaos.path(directory));
  chaos.experiment(experiment_of({breaking("one")}));
  chaos.run({"--change-dir", "run", "run", "--rollback-strategy", "never", "../experiment.json"});
  std::filesystem::copy_file(chaos.path("run/journal.json"), chaos.path("copy/journal.json"));
  EXPECT_EQ(chaos.run({"--change-dir", "copy", "rollback", "journal.json"}).exit_code, 0);
  EXPECT_FALSE(chaos.exists("copy/mended"));
  EXPECT_THAT(chaos.lines("run/mended"), ElementsAre("one"));

  std::filesystem::rename(chaos.path("run"), chaos.path("renamed"));
  EXPECT_EQ(chaos.run({"--change-dir", "renamed", "rollback", "--again", "journal.json"}).exit_code,
            0);
  EXPECT_THAT(chaos.lines("renamed/mended"), ElementsAre("one", "one"));
}

/// Its undo would have to wait for it.
TEST(ActionUndo, OfABackgroundActionEndsTheActionWithTheFirstStop) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  Json action = breaking("one", "exec sleep 1000");
  action["background"] = true;
  chaos.experiment(experiment_of({action, shell_action("wait", "echo up > news; sleep 1000")}));
  auto run = chaos.start({"run", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  EXPECT_EQ(run.signal(SIGTERM).wait().exit_code, 1);
  EXPECT_THAT(chaos.lines("mended"), ElementsAre("one"));
}

Json judged_by(Json undo, Json tolerance) {
  undo["tolerance"] = std::move(tolerance);
  return undo;
}

TEST(ActionUndo, HasFailedIfItsToleranceIsNotMet) {
  const Json ready = {{"type", "probe"},
                      {"name", "ready"},
                      {"provider",
                       {{"type", "python"},
                        {"module", "tools"},
                        {"func", "ready"},
                        {"arguments", Json::object()}}}};
  for (const Json& retries : {Json(), Json{{"count", 1}, {"delay", 0}}}) {
    Json undo = judged_by(shell_action("mend", "true"), ready);
    if (!retries.is_null()) undo["retries"] = retries;
    PythonCommand chaos("import os\ndef ready(value=None):\n    return os.path.exists('calm')\n");
    chaos.experiment(experiment_of({undone_by(shell_action("act", "true"), undo)}));
    const Outcome outcome = chaos.run({"run", "experiment.json"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err,
                HasSubstr("the only rollback failed: mend (its tolerance is not met)"));
    EXPECT_EQ(chaos.run({"rollback", "journal.json"}).exit_code, 9);
    chaos.file("calm", "");
    EXPECT_EQ(chaos.run({"rollback", "journal.json"}).exit_code, 0);
  }
}

TEST(ActionUndo, IsJudgedWithTheValuesOfTheRun) {
  const Json tolerance = {{"type", "regex"}, {"target", "stdout"}, {"pattern", "^${expected}$"}};
  Json experiment = experiment_of({undone_by(
      shell_action("act", "true"), judged_by(shell_action("mend", "printf fine"), tolerance))});
  experiment["configuration"] = {{"expected", "fine"}};
  ChaosCommand chaos;
  const Outcome outcome = chaos.experiment(experiment).run({"run", "experiment.json"});
  EXPECT_THAT(outcome.err, Not(HasSubstr("tolerance")));
  EXPECT_EQ(chaos.journal()["rollbacks"][0]["tolerance_met"], true);
}

TEST(ActionUndo, DoesNotGetRedactedValues) {
  ChaosCommand chaos;
  Json experiment = experiment_of({undone_by(
      shell_action("log in", "printf \"${token}\""),
      shell_action("log out", R"(printf '%s' '${activities["log in"].output.stdout}' > used)"))});
  experiment["secrets"] = {{"app", {{"token", {{"type", "env"}, {"key", "APP_TOKEN"}}}}}};
  chaos.env("APP_TOKEN", "hunter2-and-more").experiment(experiment);
  chaos.run({"run", "--rollback-strategy", "never", "experiment.json"});
  const Outcome outcome = chaos.run({"rollback", "journal.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err,
              HasSubstr("the rollback 'log out' needs the output of the activity 'log in'"));
  EXPECT_FALSE(chaos.exists("used"));
}

TEST(ActionUndo, IsKnownFromTheLogBeforeTheActionBegins) {
  ChaosCommand chaos;
  const Json experiment = experiment_of({breaking("one", "cp journal.json.wal wal.copy")});
  chaos.experiment(experiment).run({"run", "experiment.json"});
  EXPECT_THAT(chaos.text("wal.copy"), HasSubstr(R"("phase": "method", "pointer": "/method/0")"));
}

TEST(ActionUndo, IsCheckedBeforeTheRun) {
  ChaosCommand chaos;
  Json experiment = experiment_of({breaking("one")});
  experiment["method"][0]["rollback"]["provider"]["type"] = "proces";
  const Outcome outcome = chaos.experiment(experiment).run({"validate", "experiment.json"});
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("unknown provider type 'proces'"));
  EXPECT_THAT(outcome.err, HasSubstr("did you mean \"process\"?"));
}

TEST(ActivityReferences, ReachLaterActivitiesPathsAndTolerances) {
  ChaosCommand chaos;
  Json find_it = shell_action("find", "printf /bin/echo");
  Json use_it = shell_action("use", "unused");
  use_it["provider"]["path"] = R"(${activities["find"].output.stdout})";
  use_it["provider"]["arguments"] =
      Json::array({R"(${activities["find"].output.status})", R"(${activities["none"].output})"});
  const Json experiment =
      with_hypothesis(experiment_of({find_it, use_it}),
                      {shell_probe("count", "exit 3", 3),
                       shell_probe("same", "exit 3", R"(${activities["count"].output.status})")});
  const Outcome outcome = chaos.experiment(experiment).run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json run = chaos.journal()["run"][1];
  EXPECT_EQ(run["output"]["stdout"], "0 ${activities[\"none\"].output}\n");
  EXPECT_EQ(run["arguments"], Json::array({0, R"(${activities["none"].output})"}));
}

TEST(ActivityReferences, UseSecretsButDoNotShowThem) {
  ChaosCommand chaos;
  Json experiment = experiment_of(
      {shell_action("log in", "printf \"${token}\""),
       shell_action("use", R"(printf '%s' '${activities["log in"].output.stdout}' >used
                                            cp journal.json.wal wal.copy)")});
  experiment["secrets"] = {{"app", {{"token", {{"type", "env"}, {"key", "APP_TOKEN"}}}}}};
  const Outcome outcome = chaos.env("APP_TOKEN", "hunter2-and-more")
                              .experiment(experiment)
                              .run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos.text("used"), "hunter2-and-more");
  EXPECT_THAT(chaos.text("journal.json"), Not(HasSubstr("hunter2")));
  EXPECT_THAT(chaos.text("wal.copy"), Not(HasSubstr("hunter2")));
}

/// An action with an undo that has these pauses, and a rollback.
Json with_pauses_of_undo(const Json& pauses) {
  Json undo = shell_action("unbreak", "echo undone >> back");
  undo["pauses"] = pauses;
  Json action = shell_action("break", "true");
  action["rollback"] = undo;
  return experiment_of({action}, {shell_action("mend", "echo mended >> back")});
}

TEST(ActionUndo, IsPlayedWhateverItsPausesAre) {
  for (const Json& pauses : {Json{{"after", -3}}, Json{{"before", -3}}, Json{{"after", {1}}},
                             Json{{"after", "${seconds}"}}}) {
    Json experiment = with_pauses_of_undo(pauses);
    experiment["configuration"] = {{"seconds", "soon"}};
    ChaosCommand chaos;
    const Outcome outcome =
        chaos.experiment(experiment).run({"run", "--exit-codes", "detailed", "experiment.json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(chaos.journal()["status"], "completed");
    EXPECT_THAT(chaos.lines("back"), ElementsAre("undone", "mended")) << pauses.dump();
    EXPECT_THAT(outcome.err, HasSubstr("The rollback 'unbreak' is played without a pause: "));
    EXPECT_THAT(chaos.run({"rollback", "journal.json"}).err, HasSubstr("nothing left to play"));
  }
}

TEST(ActionUndo, WarnsAboutInvalidPauses) {
  ChaosCommand chaos;
  chaos.experiment(with_pauses_of_undo({{"after", -3}}));
  const Outcome outcome = chaos.run({"validate", "--strict", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("this pause is negative"));
  chaos.experiment(with_pauses_of_undo({{"before", 0}, {"after", true}}));
  EXPECT_EQ(chaos.run({"validate", "--strict", "experiment.json"}).exit_code, 0);
}

TEST(ActionUndo, ThatCannotBeStartedIsNotReportedAsInterrupted) {
  for (const bool background : {false, true}) {
    Json experiment = with_pauses_of_undo({});
    experiment["method"][0]["rollback"]["provider"]["path"] = "no-such-program";
    experiment["method"][0]["rollback"]["background"] = background;
    ChaosCommand chaos;
    const Outcome outcome =
        chaos.experiment(experiment)
            .run({"run", "--no-validation", "--exit-codes", "detailed", "experiment.json"});
    EXPECT_NE(outcome.exit_code, 0);
    EXPECT_THAT(chaos.lines("back"), ElementsAre("mended"));
    EXPECT_THAT(outcome.err, HasSubstr("unbreak (could not be started: "));
    EXPECT_THAT(outcome.err, Not(HasSubstr("was interrupted")));
    EXPECT_THAT(chaos.run({"rollback", "--list", "journal.json"}).out,
                HasSubstr("could not be started: "));
  }
}

TEST(ActionUndo, IsPlayedForAnActionThatADryRunExecuted) {
  ChaosCommand chaos;
  Json executed = breaking("one");
  executed["dry"] = false;
  chaos.experiment(experiment_of({executed, breaking("two")}, {shell_action("flat", "false")}));
  EXPECT_EQ(chaos.run({"run", "--dry", "actions", "experiment.json"}).exit_code, 0);
  EXPECT_THAT(chaos.lines("broken"), ElementsAre("one"));
  EXPECT_THAT(chaos.lines("mended"), ElementsAre("one"));
  EXPECT_THAT(chaos.run({"rollback", "journal.json"}).log(),
              ElementsAre("INFO All rollbacks have run, there is nothing left to play"));
}

TEST(ActionUndo, FailsWithoutTheOutputThatItNeeds) {
  ChaosCommand chaos;
  Json create = shell_action("create", "touch fault; echo fault; exec sleep 1000");
  create["provider"]["timeout"] = 0.3;
  chaos.experiment(experiment_of({undone_by(
      create, shell_action("remove", "rm -f '${activities[\"create\"].output.stdout}'"))}));
  const Outcome outcome = chaos.run({"run", "--exit-codes", "detailed", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 9);
  EXPECT_THAT(outcome.err, HasSubstr("it needs 'output.stdout' of the activity 'create', which is "
                                     "not known"));
  EXPECT_EQ(chaos.run({"rollback", "journal.json"}).exit_code, 9);
}

}  // namespace
}  // namespace chaos::testing

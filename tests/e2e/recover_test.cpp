#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>

#include "support/chaos_command.h"
#include "support/living_process.h"
#include "support/named_pipe.h"
#include "support/terminal.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const char* const kWal = "journal.json.wal";

/// Two activities, the second of which lasts until it is killed.
Json hanging() {
  return experiment_of(
      {shell_action("act", "echo acted"), shell_action("hang", "sleep 1000")},
      {shell_action("first", "echo first >> back"), shell_action("second", "echo second >> back")});
}

/// Runs the experiment and kills the program during its second activity.
void crash(ChaosCommand& chaos, const std::vector<std::string>& options = {}) {
  std::vector<std::string> arguments{"run", "--no-watchdog"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  arguments.emplace_back("experiment.json");
  auto running = chaos.start(arguments);
  running.wait_for_log("Action: hang");
  running.signal(SIGKILL);
  EXPECT_EQ(running.wait().exit_code, -SIGKILL);
}

/// Kills the run once its second activity, which executes this, has written to the pipe `news`.
void crash_during(ChaosCommand& chaos, const std::string& script, Json experiment = hanging()) {
  NamedPipe news(chaos.path("news"));
  experiment["method"][1] = shell_action("hang", script);
  auto running = chaos.experiment(experiment).start({"run", "--no-watchdog", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  running.signal(SIGKILL).wait();
}

TEST(Recover, RebuildsTheJournal) {
  ChaosCommand chaos;
  crash(chaos.experiment(hanging()));
  EXPECT_FALSE(chaos.exists("journal.json"));
  const Outcome outcome = chaos.run({"recover", kWal});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.log(), Contains("WARNING 2 rollbacks never ran"));
  EXPECT_EQ(outcome.log().back(),
            "INFO To play the remaining rollbacks: chaos recover --rollback journal.json.wal");
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["status"], "aborted");
  EXPECT_EQ(journal["deviated"], false);
  EXPECT_EQ(journal["chaoslib-version"], "1.44.0");
  EXPECT_EQ(journal["run"][0]["output"]["stdout"], "acted\n");
  EXPECT_EQ(names_of(journal["run"]).front(), "act");
  EXPECT_THAT(journal["rollbacks"], IsEmpty());
  EXPECT_LE(journal["start"].get<std::string>(), journal["end"].get<std::string>());
  EXPECT_FALSE(chaos.exists("back"));
  EXPECT_TRUE(chaos.exists(kWal));
}

TEST(Recover, UsesTheSingularForOneRollback) {
  ChaosCommand chaos;
  Json experiment = hanging();
  experiment["method"].erase(0);
  experiment["rollbacks"].erase(0);
  experiment["rollbacks"][0] = shell_action("mend", "test -e fixed");
  crash(chaos.experiment(experiment));
  Outcome outcome = chaos.run({"recover", kWal});
  EXPECT_THAT(outcome.log(), Contains("WARNING 1 rollback never ran"));
  EXPECT_EQ(outcome.log().back(),
            "INFO To play the remaining rollbacks: chaos recover --rollback journal.json.wal");
  outcome = chaos.run({"recover", "--rollback", kWal});
  EXPECT_THAT(outcome.log(), Contains("ERROR The rollback failed: mend (exit status 1)"));
  outcome = chaos.run({"recover", kWal});
  EXPECT_THAT(outcome.log(), Contains("WARNING 1 rollback still to play: mend (exit status 1)"));
}

TEST(Recover, ShowsPathsWithoutDots) {
  ChaosCommand chaos;
  std::filesystem::create_directory(chaos.path("out"));
  crash(chaos.experiment(hanging()), {"--journal-path", "./out/./j.json"});
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"ps", "--all"}, {"ps", "--all", "--format", "json"}, {"recover"}}) {
    const Outcome outcome = chaos.run(arguments);
    EXPECT_THAT(outcome.out + outcome.err, HasSubstr(chaos.path("out/j.json")));
    EXPECT_THAT(outcome.out + outcome.err, ::testing::Not(HasSubstr("/./")));
  }
}

TEST(Recover, PlaysTheRollbacksOnce) {
  ChaosCommand chaos;
  crash(chaos.experiment(hanging()));
  const Outcome outcome = chaos.run({"recover", "--rollback", kWal});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first", "second"));
  EXPECT_THAT(names_of(chaos.journal()["rollbacks"]), ElementsAre("first", "second"));
  EXPECT_EQ(chaos.journal()["status"], "aborted");
  EXPECT_FALSE(chaos.exists(kWal));

  const Outcome again = chaos.run({"recover", "--rollback", kWal});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.log(),
              ElementsAre("ERROR there is nothing to recover: 'journal.json.wal' does not exist"));
  EXPECT_THAT(again.err,
              HasSubstr("hint: according to 'journal.json', its run has already been recovered by "
                        "`chaos recover`, at 20"));
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first", "second"));
}

TEST(Recover, UsesTheVariablesOfTheRun) {
  ChaosCommand chaos;
  Json experiment = hanging();
  experiment["configuration"] = {{"word", "default"}, {"other", "default"}};
  experiment["rollbacks"] = Json::array({shell_action("say", "echo ${word} ${other} >> back")});
  chaos.experiment(experiment).file("vars.json", R"({"configuration": {"other": "file"}})");
  crash(chaos, {"--var", "word=option", "--var-file", "vars.json"});
  EXPECT_EQ(chaos.run({"recover", "--rollback", kWal}).exit_code, 0);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("option file"));
}

TEST(Recover, FindsTheLogAutomatically) {
  ChaosCommand chaos;
  const Outcome nothing = chaos.run({"recover"});
  EXPECT_EQ(nothing.exit_code, 1);
  EXPECT_THAT(nothing.log(), Contains(HasSubstr("ERROR there is nothing to recover")));
  std::filesystem::create_directory(chaos.path("elsewhere"));
  crash(chaos.experiment(hanging()));
  EXPECT_EQ(chaos.run({"--change-dir", "elsewhere", "recover", "--rollback"}).exit_code, 0);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first", "second"));
  EXPECT_TRUE(chaos.exists("journal.json"));
  EXPECT_FALSE(chaos.exists(kWal));
}

TEST(Recover, ListsTheLogsWhenThereAreSeveral) {
  ChaosCommand chaos;
  crash(chaos.experiment(hanging()));
  crash(chaos, {"--journal-path", "other.json"});
  const Outcome outcome = chaos.run({"recover", "--rollback"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("2 runs were killed:\n"));
  EXPECT_THAT(outcome.out, HasSubstr("    chaos recover --rollback journal.json.wal\n"));
  EXPECT_THAT(outcome.out, HasSubstr("    chaos recover --rollback other.json.wal\n"));
  EXPECT_FALSE(chaos.exists("back"));
}

TEST(Recover, EndsActivitiesThatAreStillRunningBeforeItRollsBack) {
  ChaosCommand chaos;
  Json experiment = hanging();
  // A dead process may still be a zombie.
  experiment["rollbacks"] = Json::array({shell_action(
      "look", "grep -q 'State:.[RSDT]' /proc/$(cat pid)/status && echo alive >> back; true")});
  crash_during(chaos, "echo $$ > pid; trap '' TERM; echo up > news; sleep 1000 & wait; sleep 1000",
               experiment);
  const Outcome outcome = chaos.run({"recover", "--rollback", kWal});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.log(),
              Contains(::testing::MatchesRegex(
                  "WARNING 'hang' was still running \\(pid [0-9]+\\) and was ended")));
  EXPECT_FALSE(chaos.exists("back"));
}

/// The activity ignores the recovery's request to end, and interrupts the recovery. Otherwise, its
/// shell would report the end of `sleep` to a console that is gone, and be killed by that.
TEST(Recover, IsStoppedBeforeItRollsBack) {
  ChaosCommand chaos;
  crash_during(chaos,
               "exec 2> /dev/null; echo $$ > pid; trap 'kill -INT $(cat recovery)' TERM; "
               "echo up > news; while :; do sleep 0.01; done");
  const Outcome outcome = ChaosCommand("/bin/sh").run(
      {"-c", "cd " + chaos.path(".") + " && export HOME=" + chaos.path(".") +
                 " && echo $$ > recovery && exec " + chaos.program() + " recover --rollback " +
                 kWal});
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_EQ(outcome.log().back(), "WARNING Stopped by a signal");
  EXPECT_FALSE(chaos.exists("back"));
  EXPECT_TRUE(chaos.exists(kWal));
  EXPECT_EQ(::kill(std::stoi(chaos.lines("pid").front()), SIGKILL), 0);
  EXPECT_EQ(chaos.run({"recover", "--rollback", kWal}).exit_code, 0);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first", "second"));
}

TEST(Recover, EndsWhatAnActivityLeftBehind) {
  ChaosCommand chaos;
  crash_during(chaos, "sleep 1000 & echo $! > child; echo $$ > pid; echo up > news; wait");
  ::kill(std::stoi(chaos.lines("pid").front()), SIGKILL);
  EXPECT_EQ(chaos.run({"recover", "--rollback", kWal}).exit_code, 0);
  EXPECT_FALSE(is_alive(std::stoi(chaos.lines("child").front())));
}

TEST(Recover, LeavesActivitiesRunningIfAskedTo) {
  ChaosCommand chaos;
  crash_during(chaos, "echo $$ > pid; echo up > news; exec sleep 1000");
  const pid_t pid = std::stoi(chaos.lines("pid").front());
  const Outcome outcome = chaos.run({"recover", "--rollback", "--no-end-activities", kWal});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.log(), Contains(HasSubstr("WARNING 'hang' is still running (pid ")));
  EXPECT_EQ(::kill(pid, SIGKILL), 0);
}

TEST(Recover, PlaysAFailedRollbackAgain) {
  ChaosCommand chaos;
  Json experiment = hanging();
  experiment["rollbacks"][0] = shell_action("first", "echo first >> back; test -e fixed");
  crash(chaos.experiment(experiment));
  const Outcome outcome = chaos.run({"recover", "--rollback", kWal});
  EXPECT_EQ(outcome.exit_code, 9);
  EXPECT_THAT(outcome.log(), Contains("ERROR 1 of 2 rollbacks failed: first (exit status 1)"));
  EXPECT_EQ(outcome.log().back(),
            "INFO To play the remaining rollbacks: chaos recover --rollback journal.json.wal");
  EXPECT_TRUE(chaos.exists(kWal));
  chaos.file("fixed", "");
  EXPECT_EQ(chaos.run({"recover", "--rollback", kWal}).exit_code, 0);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first", "second", "first"));
  EXPECT_FALSE(chaos.exists(kWal));
}

TEST(Recover, NamesTheLogsThatWereSetAside) {
  ChaosCommand chaos;
  crash(chaos.experiment(hanging()));
  chaos.file("next.json", to_json_text(experiment_of({shell_action("next", "true")})));
  chaos.run({"run", "next.json"});
  const Outcome outcome = chaos.run({"recover", "--rollback", kWal});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err,
              HasSubstr("to recover an earlier run: `chaos recover journal.json.wal."));
}

TEST(Recover, WritesTheJournalWhereTheRunWouldHave) {
  ChaosCommand chaos;
  std::filesystem::create_directory(chaos.path("out"));
  crash(chaos.experiment(hanging()), {"--journal-path", "out/j.json"});
  std::filesystem::create_directory(chaos.path("elsewhere"));
  EXPECT_EQ(chaos.run({"--change-dir", "elsewhere", "recover", "../out/j.json.wal"}).exit_code, 0);
  EXPECT_TRUE(chaos.exists("out/j.json"));
  EXPECT_EQ(chaos.run({"recover", "--journal-path", "other.json", "out/j.json.wal"}).exit_code, 0);
  EXPECT_TRUE(chaos.exists("other.json"));
}

TEST(Recover, ContinuesAfterAnInterruptedRollback) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  Json experiment = hanging();
  experiment["rollbacks"][1] =
      shell_action("second", "echo second >> back; [ -e calm ] || { echo up > news; sleep 1000; }");
  crash(chaos.experiment(experiment));
  auto running = chaos.start({"recover", "--rollback", kWal});
  EXPECT_EQ(news.read_line(), "up");
  const Outcome outcome = running.signal(SIGINT).wait();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_TRUE(chaos.exists(kWal));
  chaos.file("calm", "");
  EXPECT_EQ(chaos.run({"recover", "--rollback", kWal}).exit_code, 0);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first", "second", "second"));
  EXPECT_FALSE(chaos.exists(kWal));
}

TEST(Recover, SaysWhatIsDamaged) {
  ChaosCommand chaos;
  crash(chaos.experiment(hanging()));
  std::string wal = chaos.text(kWal);
  const std::size_t at = wal.find("acted\\n");  // in the record of the end of the first activity
  ASSERT_NE(at, std::string::npos);
  wal[at] = 'X';
  chaos.file(kWal, wal);
  const Outcome outcome = chaos.run({"recover", "--rollback", "--despite-damage", kWal});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.log(), Contains(::testing::MatchesRegex(
                                 "WARNING line [0-9]+ \\(at byte [0-9]+\\) is damaged and was "
                                 "skipped")));
  EXPECT_EQ(names_of(chaos.journal()["run"]).front(), "act:aborted");
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first", "second"));
  EXPECT_FALSE(chaos.exists(kWal));
  EXPECT_EQ(chaos.text("journal.json.wal-damaged").rfind(wal, 0), 0U);
}

TEST(Recover, EndsRunningActivitiesUnlessAskedNotTo) {
  ChaosCommand chaos;
  crash_during(chaos, "echo up > news; exec sleep 1000");
  Terminal terminal(chaos, {"recover", "--rollback", kWal}, 200);
  terminal.wait_for("End it before rolling back? [Y/n]");
  terminal.type("\n");
  EXPECT_EQ(terminal.wait(), 0);
  EXPECT_THAT(terminal.shown(), HasSubstr("and was ended"));
}

TEST(Recover, RefusesALogWhoseHeaderIsDamaged) {
  ChaosCommand chaos;
  crash(chaos.experiment(hanging()));
  std::string wal = chaos.text(kWal);
  wal[20] = '!';
  chaos.file(kWal, wal);
  const Outcome outcome = chaos.run({"recover", "--rollback", kWal});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(
      outcome.log(),
      ElementsAre(
          "ERROR 'journal.json.wal' is not a write-ahead log, or its first line is damaged"));
  EXPECT_FALSE(chaos.exists("back"));
}

/// The logs that were renamed by later runs.
std::vector<std::string> kept_logs(const ChaosCommand& chaos) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(chaos.path("."))) {
    const std::string name = entry.path().filename();
    if (name.starts_with("journal.json.wal.")) names.push_back(name);
  }
  return names;
}

TEST(StaleLog, IsSetAsideByTheNextRun) {
  ChaosCommand chaos;
  crash(chaos.experiment(hanging()));
  chaos.file("next.json", to_json_text(experiment_of({shell_action("next", "true")})));
  const Outcome outcome = chaos.run({"run", "next.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(names_of(chaos.journal()["run"]), ElementsAre("next"));
  const auto kept = kept_logs(chaos);
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_THAT(kept[0], ::testing::MatchesRegex("journal\\.json\\.wal\\.[0-9]{8}T[0-9]{6}Z"));
  EXPECT_THAT(outcome.log(),
              Contains("WARNING An earlier run was killed before its journal was written. What it "
                       "did is kept in './" +
                       kept[0] + "': `chaos recover ./" + kept[0] +
                       "` rebuilds its journal, and with --rollback plays the rollbacks that "
                       "never ran."));
  EXPECT_EQ(
      chaos.run({"recover", "--rollback", "--journal-path", "earlier.json", kept[0]}).exit_code, 0);
  EXPECT_EQ(names_of(chaos.json("earlier.json")["run"]).front(), "act");
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first", "second"));
}

TEST(StaleLog, DoesNotBelongToARunInProgress) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  chaos.experiment(experiment_of(
      {shell_action("wait", "echo up > news; until [ -e calm ]; do sleep 0.01; done")}));
  chaos.file("next.json", to_json_text(experiment_of({shell_action("next", ":")})));
  auto first = chaos.start({"run", "--no-watchdog", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  const Outcome second = chaos.run({"run", "next.json"});
  EXPECT_EQ(second.exit_code, 0);
  EXPECT_THAT(second.err, ::testing::ContainsRegex(
                              "warning: '.+' is in progress and will write the same journal, "
                              "'./journal.json' \\(pid [0-9]+ on .+\\)\nhint: "));
  chaos.file("calm", "");
  const Outcome outcome = first.wait();
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(names_of(chaos.journal()["run"]), ElementsAre("wait"));
  // The journal of the second run is kept.
  EXPECT_THAT(outcome.err,
              HasSubstr("warning: another run wrote './journal.json' in the meantime"));
  std::vector<std::string> kept;
  for (const auto& entry : std::filesystem::directory_iterator(chaos.path("."))) {
    const std::string name = entry.path().filename();
    if (name.starts_with("journal-") && name.ends_with(".json")) kept.push_back(name);
  }
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_THAT(names_of(chaos.json(kept[0])["run"]), ElementsAre("next"));
  EXPECT_THAT(kept_logs(chaos), IsEmpty());
  EXPECT_FALSE(chaos.exists(kWal));
}

}  // namespace
}  // namespace chaos::testing

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>

#include "os/clock.h"
#include "os/process_identity.h"
#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Json with_rollbacks(const std::string& second = "echo second >> back") {
  return experiment_of({shell_action("act", "true")},
                       {shell_action("first", "echo first >> back"), shell_action("second", second),
                        shell_action("third", "echo third >> back")});
}

/// A run whose rollbacks were forbidden.
void run_without_rollbacks(ChaosCommand& chaos, const Json& experiment) {
  chaos.experiment(experiment).run({"run", "--rollback-strategy", "never", "experiment.json"});
  ASSERT_THAT(chaos.journal()["rollbacks"], IsEmpty());
}

TEST(Rollback, PlaysWhatTheRunDidNot) {
  ChaosCommand chaos;
  run_without_rollbacks(chaos, with_rollbacks());
  const Json before = chaos.journal();
  const Outcome outcome = chaos.run({"rollback", "journal.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.log(), Contains("INFO The rollbacks were added to 'journal.json'"));
  EXPECT_EQ(outcome.log().back(), "INFO 3 rollbacks succeeded");
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first", "second", "third"));
  Json after = chaos.journal();
  EXPECT_THAT(names_of(after["rollbacks"]), ElementsAre("first", "second", "third"));
  after["rollbacks"] = Json::array();
  ASSERT_EQ(after["extensions"][0]["recovered"].size(), 1U);
  const Json recovered = after["extensions"][0]["recovered"][0];
  EXPECT_EQ(recovered["by"], "rollback");
  EXPECT_EQ(recovered["user"], os::user_name());
  EXPECT_GT(recovered["at"], before["end"]);
  EXPECT_LE(recovered["at"].get<std::string>(), os::utc_now_iso());
  after.erase("extensions");
  EXPECT_EQ(after, before);
  EXPECT_FALSE(chaos.exists("journal.json.wal"));
}

TEST(Rollback, NamesWhatWasNotChosen) {
  ChaosCommand chaos;
  run_without_rollbacks(chaos, with_rollbacks());
  const std::vector<std::string> only_first = {"rollback", "--only", "first", "journal.json"};
  const auto names_the_others = ::testing::AllOf(
      Contains("WARNING 2 rollbacks were not chosen and still to play: second "
               "(never ran), third (never ran)"),
      Contains("INFO To play the remaining rollbacks: chaos rollback journal.json"));
  EXPECT_THAT(chaos.run(only_first).log(), names_the_others);
  const Outcome again = chaos.run(only_first);
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.log(), names_the_others);
  EXPECT_EQ(again.log().front(), "INFO The chosen rollbacks have already succeeded");
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first"));
}

TEST(Rollback, PlaysEachOnce) {
  ChaosCommand chaos;
  run_without_rollbacks(chaos, with_rollbacks());
  chaos.run({"rollback", "journal.json"});
  const Outcome again = chaos.run({"rollback", "journal.json"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.log(),
              ElementsAre("INFO All rollbacks have run, there is nothing left to play"));
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first", "second", "third"));
  EXPECT_FALSE(chaos.exists("journal.json.wal"));
}

TEST(Rollback, TakesVariables) {
  ChaosCommand chaos;
  Json experiment = experiment_of(
      {}, {{{"type", "action"},
            {"name", "back"},
            {"provider",
             {{"type", "process"}, {"path", "echo"}, {"arguments", Json::array({"${who}"})}}}}});
  experiment["configuration"] = {{"who", "nobody"}};
  run_without_rollbacks(chaos, experiment);
  chaos.run({"rollback", "--var", "who=me", "journal.json"});
  EXPECT_EQ(chaos.journal()["rollbacks"][0]["output"]["stdout"], "me\n");
  EXPECT_EQ(chaos.run({"rollback", "--var", "who", "journal.json"}).exit_code, 2);
}

TEST(Rollback, ThatIsInterruptedLeavesTheRest) {
  ChaosCommand chaos;
  run_without_rollbacks(chaos, with_rollbacks("sleep 1000"));
  auto rollback = chaos.start({"rollback", "journal.json"});
  rollback.wait_for_log("Action: second");
  EXPECT_EQ(rollback.signal(SIGINT).wait().exit_code, 1);
  EXPECT_EQ(names_of(chaos.journal()["rollbacks"]).front(), "first");
  EXPECT_FALSE(chaos.exists("journal.json.wal"));
}

TEST(Rollback, ThatIsKilledCanBeRecovered) {
  ChaosCommand chaos;
  run_without_rollbacks(chaos, with_rollbacks("test -e proceed || sleep 1000"));
  auto rollback = chaos.start({"rollback", "journal.json"});
  rollback.wait_for_log("Action: second").signal(SIGKILL).wait();
  const Outcome listed = chaos.run({"rollback", "--list", "journal.json"});
  EXPECT_EQ(listed.exit_code, 1);
  EXPECT_THAT(listed.err, HasSubstr("journal.json.wal"));
  EXPECT_EQ(listed.out, "") << "the journal does not know what the killed rollback did";
  chaos.file("proceed", "");
  EXPECT_EQ(chaos.run({"recover", "--rollback", "journal.json.wal"}).exit_code, 0);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first", "third"));
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_THAT(names_of(journal["rollbacks"]), Contains("third"));
}

Json with_failures() {
  return experiment_of({shell_action("act", "true")},
                       {shell_action("mend", "echo mend >> back; test -e fixed || exit 7"),
                        shell_action("other", "echo other >> back")});
}

TEST(Rollback, ThatFailsIsPlayedAgain) {
  ChaosCommand chaos;
  run_without_rollbacks(chaos, with_failures());
  const Outcome outcome = chaos.run({"rollback", "journal.json"});
  EXPECT_EQ(outcome.exit_code, 9) << outcome.err;
  EXPECT_THAT(outcome.log(), Contains("ERROR 1 of 2 rollbacks failed: mend (exit status 7)"));
  EXPECT_EQ(outcome.log().back(),
            "INFO To play the remaining rollbacks: chaos rollback journal.json");
  chaos.file("fixed", "");
  EXPECT_EQ(chaos.run({"rollback", "journal.json"}).exit_code, 0);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("mend", "other", "mend"));
  EXPECT_EQ(chaos.run({"rollback", "journal.json"}).exit_code, 0);
  EXPECT_EQ(chaos.lines("back").size(), 3U);
}

TEST(Rollback, ThatFailedInARunIsLeftToo) {
  ChaosCommand chaos;
  chaos.experiment(with_failures());
  const Outcome outcome = chaos.run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);  // as in the reference
  EXPECT_THAT(
      outcome.err,
      HasSubstr("hint: 1 of 2 rollbacks failed: mend (exit status 7)"
                "\nhint: to play the remaining rollbacks: chaos rollback ./journal.json\n"));
  EXPECT_EQ(chaos.run({"run", "--exit-codes", "detailed", "experiment.json"}).exit_code, 9);
}

TEST(Rollback, ThatFailedAfterAnEmptyMethodIsLeftToo) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({}, {shell_action("unblock", "exit 7")}));
  const Outcome outcome = chaos.run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);  // as in the reference
  EXPECT_THAT(outcome.err,
              HasSubstr("hint: the only rollback failed: unblock (exit status 7)\n"
                        "hint: to play the remaining rollbacks: chaos rollback ./journal.json\n"));
}

TEST(Rollback, ThatTheStrategyForbadeIsReportedAsSuch) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.experiment(with_rollbacks())
                              .run({"run", "--rollback-strategy", "never", "experiment.json"});
  EXPECT_THAT(outcome.err,
              HasSubstr("hint: rollbacks were not played, because the rollback "
                        "strategy is never: first, second, third\n"
                        "hint: to play the remaining rollbacks: chaos rollback ./journal.json\n"));
  EXPECT_THAT(outcome.err, ::testing::Not(HasSubstr("have not succeeded")));
}

TEST(Rollback, CanBeChosenByItsName) {
  ChaosCommand chaos;
  run_without_rollbacks(chaos, with_rollbacks());
  EXPECT_EQ(chaos.run({"rollback", "--only", "third", "journal.json"}).exit_code, 0);
  EXPECT_EQ(chaos.run({"rollback", "--only", "first", "--only", "third", "journal.json"}).exit_code,
            0);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("third", "first"));
  const Outcome unknown = chaos.run({"rollback", "--only", "fourth", "journal.json"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("no rollback is named 'fourth' (rollbacks: 'first', 'second', "
                                     "'third'"));
  EXPECT_EQ(chaos.run({"rollback", "--again", "--only", "first", "journal.json"}).exit_code, 0);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("third", "first", "first"));
}

TEST(Rollback, CanBeListedAndRehearsed) {
  ChaosCommand chaos;
  run_without_rollbacks(chaos, with_rollbacks("exit 3"));
  chaos.run({"rollback", "--only", "second", "--only", "third", "journal.json"});
  const std::string journal = chaos.text("journal.json");
  EXPECT_EQ(chaos.run({"rollback", "--list", "journal.json"}).out,
            "never ran        first\n"
            "failed           second (exit status 3)\n"
            "succeeded        third\n");
  const Outcome rehearsal = chaos.run({"rollback", "--dry", "journal.json"});
  EXPECT_EQ(rehearsal.exit_code, 0);
  EXPECT_THAT(rehearsal.log(), ElementsAre("INFO Would play the rollback 'first', which never ran",
                                           "INFO Would play the rollback 'second', which failed"));
  EXPECT_EQ(chaos.text("journal.json"), journal);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("third"));
  EXPECT_FALSE(chaos.exists("journal.json.wal"));
}

TEST(Rollback, RefusesAJournalThatIsOlderThanAKilledRun) {
  ChaosCommand chaos;
  run_without_rollbacks(chaos, with_rollbacks());
  chaos.file("next.json", to_json_text(experiment_of({shell_action("hang", "sleep 1000")},
                                                     {shell_action("mend", "echo mend >> back")})));
  auto next = chaos.start({"run", "--no-watchdog", "next.json"});
  next.wait_for_log("Action: hang").signal(SIGKILL).wait();
  const Outcome outcome = chaos.run({"rollback", "journal.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("is from an earlier run"));
  EXPECT_THAT(outcome.err, HasSubstr("chaos recover --rollback"));
  EXPECT_EQ(chaos.run({"rollback", "--list", "journal.json"}).exit_code, 1);
  EXPECT_FALSE(chaos.exists("back"));
  EXPECT_EQ(chaos.run({"recover", "--rollback", "journal.json.wal"}).exit_code, 0);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("mend"));
}

TEST(Rollback, IsPlayedByOneCommandAtATime) {
  ChaosCommand chaos;
  run_without_rollbacks(chaos, with_rollbacks("until test -e proceed; do sleep 0.01; done"));
  auto first = chaos.start({"rollback", "journal.json"});
  first.wait_for_log("Action: second");
  const Outcome second = chaos.run({"rollback", "journal.json"});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.err, HasSubstr("this run is being rolled back: pid "));
  chaos.file("proceed", "");
  EXPECT_EQ(first.wait().exit_code, 0);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first", "third"));
}

TEST(Rollback, ThatIsDryIsNotReportedAsSuccessful) {
  ChaosCommand chaos;
  Json experiment = with_rollbacks();
  experiment["rollbacks"][1]["dry"] = true;
  run_without_rollbacks(chaos, experiment);
  const Outcome outcome = chaos.run({"rollback", "journal.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first", "third"));
  EXPECT_THAT(outcome.log(), Contains("WARNING 1 of 3 rollbacks was not played: second (is dry)"));
  EXPECT_EQ(outcome.log().back(), "INFO 2 rollbacks succeeded");
  EXPECT_EQ(chaos.run({"rollback", "--list", "journal.json"}).out,
            "succeeded        first\n"
            "is dry           second\n"
            "succeeded        third\n");
  EXPECT_THAT(chaos.run({"rollback", "journal.json"}).log(),
              ElementsAre("INFO All rollbacks have run, there is nothing left to play"));
}

/// A journal and a copy of it, and a rollback of the journal that waits until the file "proceed"
/// exists.
class RollbackOfACopy : public ::testing::Test {
 protected:
  RollbackOfACopy() {
    run_without_rollbacks(chaos_, with_rollbacks("until test -e proceed; do sleep 0.01; done"));
    chaos_.file("copy.json", chaos_.text("journal.json"));
  }
  RunningChaos start() {
    auto rollback = chaos_.start({"rollback", "journal.json"});
    rollback.wait_for_log("Action: second");
    return rollback;
  }

  ChaosCommand chaos_;
};

TEST_F(RollbackOfACopy, IsNotPlayedAtTheSameTime) {
  auto first = start();
  const Outcome copy = chaos_.run({"rollback", "copy.json"});
  EXPECT_EQ(copy.exit_code, 1);
  EXPECT_THAT(copy.err, HasSubstr("this run is being rolled back: pid " +
                                  std::to_string(first.pid()) + " on "));
  EXPECT_THAT(copy.err, HasSubstr("hint: nothing was touched; wait for it to finish"));
  EXPECT_FALSE(chaos_.exists("copy.json.wal"));
  chaos_.file("proceed", "");
  EXPECT_EQ(first.wait().exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("first", "third"));
}

TEST_F(RollbackOfACopy, IsRefusedAfterARollbackThatWasKilled) {
  start().signal(SIGKILL).wait();
  chaos_.file("proceed", "");
  const Outcome copy = chaos_.run({"rollback", "copy.json"});
  EXPECT_EQ(copy.exit_code, 1);
  EXPECT_THAT(copy.err, HasSubstr("chaos recover --rollback " + chaos_.path("journal.json.wal")));
  EXPECT_FALSE(chaos_.exists("copy.json.wal"));
  EXPECT_EQ(chaos_.run({"recover", "--rollback", "journal.json.wal"}).exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("first", "third"));
}

TEST_F(RollbackOfACopy, IsPossibleOnceTheLogOfAKilledRollbackWasDeleted) {
  start().signal(SIGKILL).wait();
  std::filesystem::remove(chaos_.path("journal.json.wal"));
  chaos_.file("proceed", "");
  EXPECT_EQ(chaos_.run({"rollback", "copy.json"}).exit_code, 0);
  EXPECT_FALSE(chaos_.exists("copy.json.wal"));
  EXPECT_EQ(chaos_.run({"ps", "--all", "--format", "json"}).out, "[]\n");
}

TEST(Rollback, RejectsWhatIsNotAJournal) {
  ChaosCommand chaos;
  chaos.experiment(with_rollbacks());
  const Outcome outcome = chaos.run({"rollback", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), ElementsAre("ERROR 'experiment.json' is not a journal"));
  EXPECT_THAT(outcome.err, HasSubstr("hint: this is an experiment: `chaos run` runs it"));
  EXPECT_EQ(chaos.run({"rollback", "missing.json"}).exit_code, 1);
  EXPECT_FALSE(chaos.exists("back"));
}

}  // namespace
}  // namespace chaos::testing

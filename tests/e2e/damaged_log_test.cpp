#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <string>
#include <vector>

#include "support/chaos_command.h"
#include "support/named_pipe.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const char* const kWal = "journal.json.wal";
const char* const kKept = "journal.json.wal-damaged";

Json undone_by(Json action, const std::string& name, const std::string& script) {
  action["rollback"] = shell_action(name, script);
  return action;
}

/// A run that was started with a value from the command line, and killed during its second action.
class DamagedLog : public ::testing::Test {
 protected:
  void crash(const Json& last = shell_action("hang", "echo up > news; exec sleep 1000")) {
    Json experiment = experiment_of(
        {undone_by(shell_action("break", "true"), "mend", "echo mend ${target} >> back"), last});
    experiment["configuration"] = {{"target", "default"}};
    crash_run(experiment);
  }

  void crash_run(const Json& experiment) {
    start(experiment, {"--no-watchdog"}).signal(SIGKILL).wait();
  }

  /// A run that has started its second action.
  RunningChaos start(const Json& experiment, const std::vector<std::string>& options = {}) {
    std::vector<std::string> arguments = {"run", "--var", "target=staging", "experiment.json"};
    arguments.insert(arguments.begin() + 1, options.begin(), options.end());
    auto run = chaos_.experiment(experiment).start(arguments);
    EXPECT_EQ(news_.read_line(), "up");
    return run;
  }

  /// Damages the `nth` record of that type, starting at 0.
  void damage(const std::string& type, int nth = 0) {
    const std::string log = chaos_.text(kWal);
    std::size_t at = log.find(" " + type + " {");
    for (; nth > 0 && at != log.npos; --nth)
      at = log.find(" " + type + " {", at + 1);
    ASSERT_NE(at, log.npos) << type;
    std::fstream file(chaos_.path(kWal), std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(at + 1)).put('X');
  }

  Outcome roll_back(const std::vector<std::string>& options = {}) {
    std::vector<std::string> arguments = {"recover", "--rollback", kWal};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return chaos_.run(arguments);
  }

  void expect_untouched() const {
    EXPECT_THAT(chaos_.lines("back"), IsEmpty());
    EXPECT_TRUE(chaos_.exists(kWal));
    EXPECT_FALSE(chaos_.exists(kKept));
    EXPECT_FALSE(chaos_.exists("journal.json"));
  }

  ChaosCommand chaos_;
  NamedPipe news_{chaos_.path("news")};
};

TEST_F(DamagedLog, IsNotPlayedWithOtherValuesThanTheRunUsed) {
  crash();
  damage("values");
  const Outcome refused = roll_back();
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("record 4 (line 5, at byte "),
                                 HasSubstr("), written before any activity began, cannot be read. "
                                           "It held the values that the run used (target)"),
                                 HasSubstr("`chaos recover --rollback --var target=... "
                                           "journal.json.wal`")));
  expect_untouched();

  EXPECT_EQ(roll_back().exit_code, 1) << "nor the second time";
  EXPECT_EQ(roll_back({"--var", "target=staging"}).exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend staging"));
  EXPECT_TRUE(chaos_.exists(kKept));
  EXPECT_FALSE(chaos_.exists(kWal));
}

TEST_F(DamagedLog, IsPlayedDespiteDamageOnRequest) {
  crash();
  damage("values");
  EXPECT_EQ(roll_back({"--despite-damage"}).exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend default"));
  EXPECT_TRUE(chaos_.exists(kKept));
  EXPECT_THAT(chaos_.run({"recover"}).err, HasSubstr("there is nothing to recover"));
  EXPECT_EQ(chaos_.run({"rollback", "journal.json"}).exit_code, 0);
}

TEST_F(DamagedLog, IsPlayedIfNoRollbackUsesTheLostValues) {
  Json experiment =
      experiment_of({undone_by(shell_action("break", "true"), "mend", "echo mend >> back"),
                     shell_action("hang", "echo up > news; exec sleep 1000")});
  experiment["configuration"] = {{"target", "default"}};
  crash_run(experiment);
  damage("values");
  EXPECT_EQ(roll_back().exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
}

TEST_F(DamagedLog, CanBeInspected) {
  crash();
  damage("values");
  const Outcome listed = chaos_.run({"recover", "--list", kWal});
  EXPECT_EQ(listed.exit_code, 0);
  EXPECT_THAT(listed.err, HasSubstr("WARNING] The log is damaged: record 4 (line 5, at byte "));
  EXPECT_EQ(listed.out, "never ran        mend\n");
  EXPECT_EQ(chaos_.run({"recover", kWal}).exit_code, 0);
  EXPECT_TRUE(chaos_.exists(kWal));
  EXPECT_EQ(chaos_.run({"rollback", "journal.json"}).exit_code, 1) << "it has no values either";
  EXPECT_THAT(chaos_.lines("back"), IsEmpty());
}

TEST_F(DamagedLog, ThatDoesNotSayWhatWasRunNamesTheActionsThatBegan) {
  crash();
  damage("run-started");
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"recover", kWal}, {"recover", "--rollback", kWal}, {"recover", "--rollback"}}) {
    const Outcome outcome = chaos_.run(arguments);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("is damaged and does not say what was run"),
                                   HasSubstr("these actions began: 'break', 'hang'"),
                                   Not(HasSubstr("can be deleted"))));
  }
  expect_untouched();
  EXPECT_THAT(chaos_.run({"ps", "--all"}).out, HasSubstr("its log is damaged"));
  const Outcome stopped = chaos_.run({"stop", "journal.json"});
  EXPECT_EQ(stopped.exit_code, 1);
  EXPECT_THAT(stopped.err, HasSubstr("these actions began"));
}

TEST_F(DamagedLog, ThatEndsBeforeItSaysWhatWasRunIsKept) {
  crash();
  const std::string log = chaos_.text(kWal);
  chaos_.file(kWal, log.substr(0, log.find(" run-started {") + 20));
  const Outcome outcome = roll_back();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("ends before it says what was run"),
                    HasSubstr("because the disk was full"), Not(HasSubstr("can be deleted"))));
  expect_untouched();
  chaos_.file("journal.json", "{}");
  EXPECT_EQ(chaos_.run({"rollback", "journal.json"}).exit_code, 1);
  EXPECT_TRUE(chaos_.exists(kWal));
}

TEST_F(DamagedLog, KnowsAnActionByItsEnd) {
  crash();
  damage("activity-started");
  const Outcome outcome = roll_back({"--despite-damage"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend staging"));
  EXPECT_TRUE(chaos_.exists(kKept));
}

TEST_F(DamagedLog, IsNotPlayedWhateverItLost) {
  crash(undone_by(shell_action("hang", "echo up > news; exec sleep 1000"), "wake",
                  "echo wake >> back"));
  const std::string log = chaos_.text(kWal);
  for (const char* type : {"owner", "activity-started", "activity-ended"}) {
    chaos_.file(kWal, log);
    damage(type);
    const Outcome outcome = roll_back();
    EXPECT_EQ(outcome.exit_code, 1) << type;
    EXPECT_THAT(outcome.err,
                AllOf(HasSubstr("cannot be read. What the run did then is unknown"),
                      HasSubstr("`chaos recover --rollback --despite-damage journal.json.wal`")))
        << type;
    expect_untouched();
  }
  chaos_.file(kWal, log);
  damage("activity-started", 1);
  EXPECT_THAT(roll_back().err, HasSubstr(", written after 'break' ended, cannot be read"));
  EXPECT_THAT(chaos_.run({"ps", "--all"}).out,
              AllOf(HasSubstr("its log is damaged"),
                    HasSubstr("  chaos recover --list " + chaos_.path(kWal) + "\n")));
  expect_untouched();
}

TEST_F(DamagedLog, ThatOnlyLacksItsTornEndIsPlayed) {
  crash();
  chaos_.file(kWal, chaos_.text(kWal) + "1234abcd 9 activity-sta");
  const Outcome outcome = roll_back();
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("the log ends in the middle of a record"));
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend staging"));
  EXPECT_FALSE(chaos_.exists(kKept));
}

TEST_F(DamagedLog, NeedsTheSameOptionUntilEverythingIsRolledBack) {
  crash(
      undone_by(shell_action("hang", "echo up > news; exec sleep 1000"), "wake", "test -e fixed"));
  damage("activity-ended");
  const Outcome failed = roll_back({"--despite-damage"});
  EXPECT_EQ(failed.exit_code, 9);
  EXPECT_THAT(failed.err,
              HasSubstr("chaos recover --rollback journal.json.wal --despite-damage\n"));
  EXPECT_EQ(roll_back().exit_code, 1);
  chaos_.file("fixed", "");
  EXPECT_EQ(roll_back({"--despite-damage"}).exit_code, 0);
  EXPECT_TRUE(chaos_.exists(kKept));
}

TEST_F(DamagedLog, StopsTheWatchdogAsWell) {
  Json experiment = experiment_of(
      {undone_by(shell_action("break", "true"), "mend", "echo mend ${target} >> back"),
       shell_action("hang", "echo up > news; exec sleep 1000")});
  experiment["configuration"] = {{"target", "default"}};
  auto run = start(experiment);
  damage("values");
  const Outcome outcome = run.signal(SIGKILL).wait();  // also waits for the watchdog's output
  EXPECT_THAT(outcome.err, HasSubstr("the values that the run used (target)"));
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("The system was not put back"),
                                 Not(HasSubstr("The system was not put back;"))));
  expect_untouched();
}

}  // namespace
}  // namespace chaos::testing

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>

#include "json/json_reader.h"
#include "support/named_pipe.h"
#include "support/shell_command.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

namespace fs = std::filesystem;

/// What commands say about a killed run whose log cannot be read.
class UnreadableLog : public ::testing::Test {
 protected:
  UnreadableLog() {
    fs::create_directory(chaos_.path("work"));
    start().signal(SIGKILL).wait();
  }

  /// A run in "work" that lasts until it is stopped.
  RunningChaos start() {
    const Json experiment = experiment_of({shell_action("hang", "echo up > ../news; sleep 1000")},
                                          {shell_action("mend", "echo mend >> back")});
    chaos_.file("work/e.json", to_json_text(experiment, 2));
    auto running = chaos_.start_script("cd work && exec \"$CHAOS\" run --no-watchdog e.json");
    EXPECT_EQ(news_.read_line(), "up");
    return running;
  }
  Json listed() { return parse_json(chaos_.chaos("ps --all --format json").out); }

  ShellCommand chaos_;
  NamedPipe news_{chaos_.path("news")};
  const std::string log_ = chaos_.path("work/journal.json.wal");
};

TEST_F(UnreadableLog, ThatIsMissingIsListedWithTheCommandThatRemovesItFromTheList) {
  fs::rename(chaos_.path("work"), chaos_.path("elsewhere"));
  EXPECT_EQ(chaos_.chaos("ps").out, "No runs in progress.\n");
  const std::string text = chaos_.chaos("ps --all").out;
  EXPECT_THAT(text, AllOf(ContainsRegex("\n[0-9a-f]{8} +- +- +- +unknown +its log cannot be read "),
                          ContainsRegex("\nIt is unknown what run [0-9a-f]{8} has left to roll "
                                        "back: the log '" +
                                        log_ + "' cannot be read: it does not exist\n")));
  const Json runs = listed();
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0]["log"], log_);
  EXPECT_EQ(runs[0]["left_to_undo"], Json());
  EXPECT_FALSE(runs[0].contains("undo"));
  const std::string command = runs[0]["remove"];
  EXPECT_THAT(text, EndsWith(" To remove the run from the list:\n  " + command + "\n"));
  chaos_.script(command);
  EXPECT_EQ(listed(), Json::array());
}

TEST_F(UnreadableLog, IsNotForgottenUntilItIsBack) {
  fs::rename(log_, chaos_.path("journal.json.wal"));
  EXPECT_EQ(listed().size(), 1U);
  const Outcome outcome = chaos_.script("cd work && exec \"$CHAOS\" recover --rollback");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("The log '" + log_ + "' of run "),
                                 HasSubstr("no run was recovered, because none of the logs can"),
                                 Not(HasSubstr("there is nothing to recover"))));
  fs::rename(chaos_.path("journal.json.wal"), log_);
  EXPECT_EQ(listed().at(0).at("left_to_undo"), 1);
  EXPECT_EQ(chaos_.chaos("recover --rollback").exit_code, 0);
  EXPECT_EQ(chaos_.lines("work/back").size(), 1U);
  EXPECT_EQ(listed(), Json::array());
}

TEST_F(UnreadableLog, ThatIsEmptyOrDamagedIsListed) {
  for (const char* content : {"", "damaged\n"}) {
    chaos_.file("work/journal.json.wal", content);
    EXPECT_THAT(chaos_.chaos("ps --all").out,
                AllOf(HasSubstr("its log cannot be read"), HasSubstr("'" + log_ + "' is ")));
    const Outcome outcome = chaos_.chaos("recover");
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("'" + log_ + "' cannot be recovered: "),
                                   Not(HasSubstr("there is nothing to recover"))));
  }
}

TEST_F(UnreadableLog, DoesNotKeepOtherRunsFromBeingListedStoppedAndRecovered) {
  fs::rename(chaos_.path("work"), chaos_.path("elsewhere"));
  fs::create_directory(chaos_.path("work"));
  auto running = start();
  const std::string pid = std::to_string(running.pid());
  EXPECT_THAT(chaos_.chaos("ps").out, HasSubstr(pid));
  EXPECT_EQ(chaos_.chaos("stop " + pid).exit_code, 0);
  running.wait();
  start().signal(SIGKILL).wait();
  const Outcome outcome = chaos_.script("cd work && exec \"$CHAOS\" recover --rollback");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos_.lines("work/back").size(), 1U);
}

TEST_F(UnreadableLog, IsNamedIfARunToStopIsNotFound) {
  chaos_.file("work/journal.json.wal", "");
  const Outcome outcome = chaos_.chaos("stop 1");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("'" + log_ + "' is empty"),
                                 HasSubstr("no run in progress matches '1'")));
  const std::string id = listed().at(0).at("id");
  EXPECT_THAT(chaos_.chaos("stop " + id).err,
              HasSubstr("it is unknown what run " + id + " has left to roll back: "));
}

}  // namespace
}  // namespace chaos::testing

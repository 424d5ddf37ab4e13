#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <string>

#include "json/json_reader.h"
#include "support/named_pipe.h"
#include "support/shell_command.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kRecover = "\"$CHAOS\" recover --rollback journal.json.wal";
const std::string kNamespace = "unshare --user --map-root-user --pid --mount-proc --fork ";

/// A run, and several processes that want to roll it back. Its first rollback waits for the test.
class RecoveryRace : public ::testing::Test {
 protected:
  RecoveryRace() {
    Json act = shell_action("break", "echo up > news; read go < hold");
    act["rollback"] = shell_action("undo", "echo undo >> back; echo up > news; read go < calm");
    chaos_.experiment(experiment_of({act}, {shell_action("mend", "echo mend >> back")}));
  }

  RunningChaos start_run(const std::string& where = "") {
    auto running =
        chaos_.start_script("exec " + where + "\"$CHAOS\" run --no-watchdog experiment.json");
    EXPECT_EQ(news_.read_line(), "up");
    return running;
  }
  void kill_run() { start_run().signal(SIGKILL).wait(); }
  Json listed() { return parse_json(chaos_.chaos("ps --all --format json").out); }

  /// Both start at the same time: one of them plays every rollback once, and the other one reports
  /// that.
  void race(const std::string& one, const std::string& other) {
    const auto contestant = [](const std::string& name, const std::string& command) {
      return command + " 2> " + name + ".err; echo " + name + " $? > ended";
    };
    auto first = chaos_.start_script(contestant("first", one));
    auto second = chaos_.start_script(contestant("second", other));
    EXPECT_EQ(news_.read_line(), "up");
    const std::string loser = ended_.read_line();  // the winner cannot end yet
    ASSERT_THAT(loser, AnyOf("first 1", "second 1"));
    const std::string name = loser.substr(0, loser.find(' '));
    // The second message is printed if the winner has not written its name yet.
    EXPECT_THAT(chaos_.text(name + ".err"),
                AllOf(AnyOf(HasSubstr("this run is being recovered: pid "),
                            HasSubstr("this run was killed (")),
                      HasSubstr("hint: nothing was touched")));
    EXPECT_THAT(chaos_.lines("back"), ElementsAre("undo"));
    calm_.write_line();
    EXPECT_EQ(ended_.read_line(), name == "first" ? "second 0" : "first 0");
    first.wait();
    second.wait();
    EXPECT_THAT(chaos_.lines("back"), ElementsAre("undo", "mend"));
    EXPECT_THAT(names_of(chaos_.journal()["rollbacks"]), ElementsAre("undo", "mend"));
    EXPECT_FALSE(chaos_.exists("journal.json.wal"));
    EXPECT_EQ(listed(), Json::array());
  }

  ShellCommand chaos_;
  NamedPipe news_{chaos_.path("news")};
  NamedPipe hold_{chaos_.path("hold")};  // waiting processes end with the test
  NamedPipe calm_{chaos_.path("calm")};
  NamedPipe ended_{chaos_.path("ended")};
};

TEST_F(RecoveryRace, IsWonByOne) {
  kill_run();
  race(kRecover, kRecover);
}

class AnotherPidNamespace : public RecoveryRace {
 protected:
  void SetUp() override {
    if (chaos_.script(kNamespace + "true").exit_code != 0) {
      GTEST_SKIP() << "PID namespaces cannot be made here";
    }
  }
};

TEST_F(AnotherPidNamespace, TakesPartInTheRace) {
  kill_run();
  race(kRecover, kNamespace + kRecover);
}

TEST_F(AnotherPidNamespace, SeesThatARunIsAlive) {
  auto running = start_run();
  const std::string log = chaos_.text("journal.json.wal");
  const Json runs = parse_json(chaos_.script(kNamespace + "\"$CHAOS\" ps --all --format json").out);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0]["alive"], true);
  EXPECT_THAT(chaos_.script(kNamespace + "\"$CHAOS\" ps").out,
              HasSubstr(" " + std::to_string(running.pid()) + "@"));
  const std::string id = runs[0]["id"];
  for (const std::string command : {"recover", "recover --rollback", "recover journal.json.wal",
                                    "recover --rollback journal.json.wal"}) {
    EXPECT_EQ(chaos_.script(kNamespace + "\"$CHAOS\" " + command).exit_code, 1) << command;
  }
  const Outcome stop = chaos_.script(kNamespace + "\"$CHAOS\" stop " + id);
  EXPECT_EQ(stop.exit_code, 1);
  EXPECT_THAT(stop.err, HasSubstr("is on another machine or in another container (pid "));
  EXPECT_THAT(chaos_.text("journal.json.wal"),
              AllOf(StartsWith(log), Not(HasSubstr("\"command\": \"recover\""))));
  EXPECT_FALSE(chaos_.exists("back"));
  EXPECT_FALSE(chaos_.exists("journal.json"));
  hold_.write_line();
  EXPECT_EQ(news_.read_line(), "up");
  calm_.write_line();
  EXPECT_EQ(running.wait().exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("undo", "mend"));
}

TEST_F(AnotherPidNamespace, IsWhereARunMayBeAliveAsWell) {
  auto running = start_run(kNamespace);
  ASSERT_EQ(listed().size(), 1U);
  EXPECT_EQ(listed()[0]["alive"], true);
  const Outcome outcome = chaos_.script(kRecover);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("this run is still in progress: pid "));
  EXPECT_FALSE(chaos_.exists("back"));
  hold_.write_line();
  EXPECT_EQ(news_.read_line(), "up");
  calm_.write_line();
  EXPECT_EQ(running.wait().exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("undo", "mend"));
}

}  // namespace
}  // namespace chaos::testing

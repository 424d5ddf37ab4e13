#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "json/json_reader.h"
#include "support/named_pipe.h"
#include "support/shell_command.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

const Json kHang = shell_action("hang", "echo up > news; sleep 1000");
const Json kMend = shell_action("mend", "echo mend >> back");
const Json kSlowMend = shell_action("mend", "echo up > news; read go < calm; echo mend >> back");
const char* const kAlways = "--rollback-strategy always";

class Stop : public ::testing::Test {
 protected:
  /// A run that has reported its start to the test.
  RunningChaos start(Json experiment, const std::string& options = "") {
    experiment["title"] = "Hanging";
    chaos_.experiment(experiment);
    auto running = chaos_.start_chaos("run --no-watchdog " + options + " experiment.json");
    EXPECT_EQ(news_.read_line(), "up");
    return running;
  }
  std::string id() {
    const Json runs = parse_json(chaos_.chaos("ps --format json").out);
    return runs.empty() ? "" : runs.at(0).at("id").get<std::string>();
  }
  Outcome stop(const std::string& arguments) { return chaos_.chaos("stop " + arguments); }
  /// A `stop` whose output can be waited for.
  RunningChaos start_stop(const std::string& arguments) {
    return chaos_.start_chaos("stop " + arguments + " >&2");
  }

  ShellCommand chaos_;
  NamedPipe news_{chaos_.path("news")};
  NamedPipe calm_{chaos_.path("calm")};
};

TEST_F(Stop, InterruptsARunWhichFollowsItsStrategy) {
  auto running = start(experiment_of({kHang}, {kMend}), kAlways);
  const Outcome outcome = stop(id());
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.out, "Stopping the run 'Hanging' (pid " + std::to_string(running.pid()) +
                             ")...\nThe run 'Hanging' has ended: interrupted. Its journal is '" +
                             chaos_.path("journal.json") + "'.\n");
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
  EXPECT_EQ(running.wait().exit_code, 1);
}

TEST_F(Stop, SaysWhatIsLeftToUndo) {
  auto running = start(experiment_of({kHang}, {kMend}));
  const Outcome outcome = stop(id());
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, EndsWith("The only rollback has not succeeded: mend (never ran)\n"
                                    "To play the remaining rollbacks:\n  chaos rollback " +
                                    chaos_.path("journal.json") + "\n"));
  EXPECT_FALSE(chaos_.exists("back"));
  running.wait();
  EXPECT_EQ(chaos_.chaos("rollback " + chaos_.path("journal.json")).exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
}

TEST_F(Stop, SaysThatASuspendedRunCannotReact) {
  auto running = start(experiment_of({kHang}));
  const std::string name = id();
  running.signal(SIGSTOP);
  int status = 0;
  ASSERT_EQ(::waitpid(running.pid(), &status, WUNTRACED), running.pid());
  ASSERT_TRUE(WIFSTOPPED(status));
  auto stopping = start_stop(name);
  stopping.wait_for_log(
      "It is suspended (as by SIGSTOP or Ctrl-Z) and cannot end until it "
      "continues: kill -CONT " +
      std::to_string(running.pid()) + "\n");
  running.signal(SIGCONT);
  EXPECT_EQ(stopping.wait().exit_code, 0);
  running.wait();
  EXPECT_EQ(chaos_.journal()["status"], "interrupted");
}

TEST_F(Stop, FindsARunByAnyOfItsNames) {
  for (const auto& name_of : std::vector<std::function<std::string(const RunningChaos&)>>{
           [this](const RunningChaos&) { return id(); },
           [this](const RunningChaos&) { return id().substr(0, 4); },
           [](const RunningChaos& running) { return std::to_string(running.pid()); },
           [](const RunningChaos&) { return "journal.json"; },
           [this](const RunningChaos&) { return chaos_.path("journal.json.wal"); }}) {
    auto running = start(experiment_of({kHang}));
    const Outcome outcome = stop(name_of(running));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    running.wait();
    EXPECT_EQ(chaos_.journal()["status"], "interrupted");
  }
}

TEST_F(Stop, ReachesARunOfAnotherDirectory) {
  std::filesystem::create_directory(chaos_.path("elsewhere"));
  auto running = start(experiment_of({kHang}));
  const Outcome outcome = chaos_.chaos("--change-dir elsewhere stop " + id());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("has ended: interrupted"));
  running.wait();
}

/// Background activities continue when a run is interrupted, unless it is told to end them.
Json with_background() {
  Json behind = shell_action("behind", "echo here >> began; read go < calm; echo end >> ended");
  behind["background"] = true;
  return experiment_of({behind, kHang}, {kMend});
}

TEST_F(Stop, WaitsForBackgroundActivities) {
  auto running = start(with_background(), kAlways);
  auto stopping = start_stop(id());
  running.wait_for_log("Caught SIGTERM signal");
  calm_.write_line();
  EXPECT_EQ(stopping.wait().exit_code, 0);
  running.wait();
  EXPECT_THAT(chaos_.lines("ended"), ElementsAre("end"));
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
}

TEST_F(Stop, NowAlsoEndsBackgroundActivitiesButPlaysTheRollbacks) {
  auto running = start(with_background(), kAlways);
  const Outcome outcome = stop("--now " + id());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  running.wait();
  EXPECT_FALSE(chaos_.exists("ended"));
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
}

TEST_F(Stop, WithoutRollbacksPlaysNone) {
  auto running = start(with_background(), kAlways);
  const Outcome outcome = stop("--without-rollbacks " + id());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("The only rollback has not succeeded: mend (never ran)\n"));
  running.wait();
  EXPECT_FALSE(chaos_.exists("ended"));
  EXPECT_FALSE(chaos_.exists("back"));
}

TEST_F(Stop, AcceptsOnlyOneOfItsOptions) {
  EXPECT_EQ(stop("--now --without-rollbacks x").exit_code, 2);
}

TEST_F(Stop, RejectsWhatDoesNotNameARun) {
  const Outcome outcome = stop("01234567");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), ElementsAre("ERROR no run in progress matches '01234567'"));
  EXPECT_THAT(outcome.err, HasSubstr("hint: `chaos ps` lists your runs; give the id"));
  EXPECT_EQ(outcome.out, "");
}

TEST_F(Stop, SaysWhatAKilledRunLeft) {
  auto running = start(experiment_of({kHang}, {kMend}));
  const std::string name = id();
  running.signal(SIGKILL).wait();
  const Outcome outcome = stop(name);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(),
              ElementsAre("ERROR the run 'Hanging' was killed with 1 rollback still to play"));
  EXPECT_THAT(outcome.err, HasSubstr("hint: to roll it back: chaos recover --rollback " +
                                     chaos_.path("journal.json.wal")));
}

TEST_F(Stop, WaitsForRollbacksInProgressInsteadOfInterruptingThem) {
  auto running = start(experiment_of({shell_action("act", "true")}, {kSlowMend}));
  auto stopping = start_stop(id());
  stopping.wait_for_log("The run 'Hanging' is already ending. Waiting for it...");
  calm_.write_line();
  const Outcome outcome = stopping.wait();
  EXPECT_EQ(running.wait().exit_code, 0);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("The run 'Hanging' has ended: completed."));
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
}

TEST_F(Stop, TwiceInARowIsOneStop) {
  auto running = start(experiment_of({kHang}, {kSlowMend}), kAlways);
  const std::string name = id();
  auto first = start_stop(name);
  EXPECT_EQ(news_.read_line(), "up");  // the rollbacks have begun
  auto second = start_stop(name);
  second.wait_for_log("Waiting for it...");
  calm_.write_line();
  for (auto* stopping : {&first, &second}) {
    const Outcome outcome = stopping->wait();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("The run 'Hanging' has ended: interrupted."));
  }
  running.wait();
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
  EXPECT_THAT(names_of(chaos_.journal()["rollbacks"]), ElementsAre("mend"));
}

TEST_F(Stop, FailsIfARollbackFailed) {
  auto running = start(experiment_of({kHang}, {shell_action("mend", "exit 3")}), kAlways);
  const Outcome outcome = stop(id());
  EXPECT_EQ(outcome.exit_code, 9);
  EXPECT_THAT(outcome.out, HasSubstr("The only rollback failed: mend (exit status 3)"));
  running.wait();
}

TEST_F(Stop, LeavesALaterRollbackAlone) {
  chaos_.experiment(experiment_of({shell_action("act", "true")}, {kSlowMend}));
  chaos_.chaos("run --rollback-strategy never experiment.json");
  auto rollback = chaos_.start_chaos("rollback journal.json");
  EXPECT_EQ(news_.read_line(), "up");
  const Outcome outcome = stop(id());
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("`chaos rollback` is rolling it back (pid "),
                                 HasSubstr("hint: wait for it to finish")));
  calm_.write_line();
  EXPECT_EQ(rollback.wait().exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
}

}  // namespace
}  // namespace chaos::testing

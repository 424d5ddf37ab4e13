// Stopping `chaos rollback` itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Json undone(const char* name, Json undo) {
  Json action = shell_action(name, ":");
  action["rollback"] = std::move(undo);
  return action;
}

class StoppedRollback : public ::testing::Test {
 protected:
  /// A run that has ended, with two undos to play.
  StoppedRollback() {
    chaos_.experiment(experiment_of(
        {undone("a", shell_action("second", "echo second >> played")),
         undone("b",
                shell_action("first", "echo first >> played; test -e go || exec sleep 1000"))}));
    chaos_.run({"run", "--rollback-strategy", "never", "experiment.json"});
  }

  RunningChaos start() {
    RunningChaos rollback = chaos_.start({"rollback", "journal.json"});
    rollback.wait_for_log("Action: first");
    return rollback;
  }

  void expect_the_next_call_plays_the_rest() {
    chaos_.file("go", "").file("played", "");
    EXPECT_EQ(chaos_.run({"rollback", "journal.json"}).exit_code, 0);
    EXPECT_THAT(chaos_.lines("played"), ElementsAre("first", "second"));
  }

  ChaosCommand chaos_;
};

TEST_F(StoppedRollback, ByCtrlCSaysWhatIsLeftAndTheNextCallPlaysIt) {
  const Outcome outcome = start().signal(SIGINT).wait();

  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains(HasSubstr("did not finish: first")));
  EXPECT_THAT(outcome.log(), Contains(HasSubstr("did not run: second")));
  EXPECT_THAT(outcome.log(),
              Contains("INFO To play the remaining rollbacks: chaos rollback journal.json"));
  EXPECT_FALSE(chaos_.exists("journal.json.wal"));
  expect_the_next_call_plays_the_rest();
}

TEST_F(StoppedRollback, ByRepeatedCtrlCIsTheSame) {
  RunningChaos rollback = start();
  for (int i = 0; i < 5; ++i)
    rollback.signal(SIGINT);

  EXPECT_EQ(rollback.wait().exit_code, 1);
  expect_the_next_call_plays_the_rest();
}

TEST_F(StoppedRollback, ByOneSigtermContinuesToItsEnd) {
  chaos_.experiment(
      experiment_of({undone("a", shell_action("second", "echo second >> played")),
                     undone("b", shell_action("first", "until [ -e go ]; do sleep 0.05; done"))}));
  chaos_.run({"run", "--rollback-strategy", "never", "experiment.json"});
  RunningChaos rollback = start();
  rollback.signal(SIGTERM).wait_for_log("Caught SIGTERM signal: the rollbacks continue");
  chaos_.file("go", "");

  EXPECT_EQ(rollback.wait().exit_code, 0);
  EXPECT_THAT(chaos_.lines("played"), ElementsAre("second"));
}

TEST_F(StoppedRollback, InTheBackgroundThatCannotBePlayedSaysWhy) {
  Json undo = shell_action("impossible", ":");
  undo["background"] = true;
  undo["provider"]["path"] = "no-such-program";
  chaos_.experiment(experiment_of({undone("a", undo)}));
  const Outcome outcome = chaos_.run({"run", "--no-validation", "experiment.json"});

  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains(HasSubstr("CRITICAL A rollback could not be executed: path "
                                                "'no-such-program' cannot be found")));
}

TEST_F(StoppedRollback, ThatFailsFailsTheRunOfAnExperimentWithKeysOfOurOwn) {
  chaos_.experiment(
      experiment_of({undone("a", shell_action("undo", ":"))}, {shell_action("flat", "exit 3")}));
  EXPECT_EQ(chaos_.run({"run", "experiment.json"}).exit_code, 1);
  chaos_.experiment(experiment_of({shell_action("a", ":")}, {shell_action("flat", "exit 3")}));
  EXPECT_EQ(chaos_.run({"run", "experiment.json"}).exit_code, 0) << "as with the reference";
}

}  // namespace
}  // namespace chaos::testing

// Stopping `chaos rollback` and `chaos recover --rollback` themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "support/chaos_command.h"
#include "support/named_pipe.h"
#include "support/python_experiment.h"

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

const char* const kTools = R"(
import os, time

def announce(text):
    with open('news', 'w') as news: news.write(text + '\n')
def cleans_up():
    with open('played', 'a') as played: played.write('slow\n')
    if os.path.exists('go'): return
    try:
        announce('up')
        time.sleep(1000)
    except KeyboardInterrupt:
        end = time.monotonic() + 1.2
        while time.monotonic() < end: time.sleep(0.1)
        announce('later')
        time.sleep(1000)
)";

/// The command that plays the rollbacks "done", "slow", and "last", and is stopped during "slow".
class StoppedTwice : public ::testing::TestWithParam<const char*> {
 protected:
  bool recovers() const { return GetParam() == std::string("recover"); }
  std::vector<std::string> command() const {
    return recovers() ? std::vector<std::string>{"recover", "--rollback", "journal.json.wal"}
                      : std::vector<std::string>{"rollback", "journal.json"};
  }

  void prepare(const Json& slow) {
    std::vector<Json> method = {undone("a", shell_action("last", "echo last >> played")),
                                undone("b", slow),
                                undone("c", shell_action("done", "echo done >> played"))};
    if (recovers()) method.push_back(shell_action("hang", "echo up > news; exec sleep 1000"));
    chaos_.experiment(experiment_of(method));
    if (!recovers()) {
      chaos_.run({"run", "--no-validation", "--rollback-strategy", "never", "experiment.json"});
      return;
    }
    auto run = chaos_.start({"run", "--no-validation", "--no-watchdog", "experiment.json"});
    EXPECT_EQ(news_.read_line(), "up");
    run.signal(SIGKILL).wait();
  }
  /// When it is told so, it ends, or it says more than a second later that it is still there.
  void prepare() {
    prepare(shell_action("slow",
                         "echo slow >> played; test -e go && exit; echo up > news; "
                         "read word < calm; test $word = end && exit; "
                         "sleep 1.1; echo later > news; exec sleep 1000"));
  }
  RunningChaos start() {
    RunningChaos running = chaos_.start(command());
    EXPECT_EQ(news_.read_line(), "up");
    return running;
  }

  /// Nothing is lost, and what the journal, the log and the program say is true.
  void expect_slow_was_cut_short(const Outcome& outcome) {
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.log(),
                Contains("ERROR 1 of 3 rollbacks did not finish: slow (was interrupted)"));
    EXPECT_THAT(outcome.log(), Contains("ERROR 1 of 3 rollbacks did not run: last (never ran)"));
    EXPECT_THAT(outcome.log(), Contains(HasSubstr("To play the remaining rollbacks: chaos " +
                                                  command()[0] + " ")));
    EXPECT_THAT(names_of(chaos_.journal()["rollbacks"]), ElementsAre("done", "slow:none"));
    EXPECT_EQ(chaos_.exists("journal.json.wal"), recovers());
    std::vector<std::string> list = command();
    list.emplace_back("--list");
    EXPECT_EQ(chaos_.run(list).out,
              "succeeded        done\nwas interrupted  slow\nnever ran        last\n");
    EXPECT_THAT(chaos_.lines("played"), ElementsAre("done", "slow"));

    chaos_.file("go", "").file("played", "");
    EXPECT_EQ(chaos_.run(command()).exit_code, 0);
    EXPECT_THAT(chaos_.lines("played"), ElementsAre("slow", "last"));
    EXPECT_FALSE(chaos_.exists("journal.json.wal"));
  }

  PythonCommand chaos_{kTools};
  NamedPipe news_{chaos_.path("news")};
  NamedPipe calm_{chaos_.path("calm")};
};

TEST_P(StoppedTwice, BySigtermsWithinASecondGoesOn) {
  prepare();
  RunningChaos running = start();
  for (int i = 0; i < 2; ++i)
    running.signal(SIGTERM).wait_for_log("Caught SIGTERM signal: the rollbacks continue");
  calm_.write_line("end");
  EXPECT_EQ(running.wait().exit_code, 0);
  EXPECT_THAT(chaos_.lines("played"), ElementsAre("done", "slow", "last"));
}

TEST_P(StoppedTwice, BySignalsMoreThanASecondApartEndsAtTheSecond) {
  for (const int second : {SIGTERM, SIGINT}) {
    chaos_.file("played", "");
    std::filesystem::remove(chaos_.path("go"));
    prepare();
    RunningChaos running = start();
    running.signal(SIGTERM).wait_for_log("Caught SIGTERM signal: the rollbacks continue");
    calm_.write_line("wait");
    EXPECT_EQ(news_.read_line(), "later");
    const Outcome outcome = running.signal(second).wait();
    if (second == SIGTERM) {
      EXPECT_THAT(outcome.log(),
                  Contains("WARNING Caught SIGTERM signal, ending the rollbacks now"));
    }
    expect_slow_was_cut_short(outcome);
  }
}

/// The first one lets a function clean up.
TEST_P(StoppedTwice, ByCtrlCMoreThanASecondApartDoesNotWaitForAFunctionToCleanUp) {
  prepare(python_action("cleans_up"));
  RunningChaos running = start();
  running.signal(SIGINT);
  EXPECT_EQ(news_.read_line(), "later");
  const auto second = std::chrono::steady_clock::now();
  const Outcome outcome = running.signal(SIGINT).wait();
  EXPECT_LT(std::chrono::steady_clock::now() - second, std::chrono::milliseconds(3500));
  EXPECT_EQ(outcome.exit_code, 1);
  chaos_.file("go", "").file("played", "");
  EXPECT_EQ(chaos_.run(command()).exit_code, 0);
  EXPECT_THAT(chaos_.lines("played"), ElementsAre("slow", "last"));
}

INSTANTIATE_TEST_SUITE_P(By, StoppedTwice, ::testing::Values("rollback", "recover"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace chaos::testing

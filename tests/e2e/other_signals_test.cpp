#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <string>

#include "support/named_pipe.h"
#include "support/shell_command.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;

Json hanging() {
  return experiment_of({shell_action("hang", "echo up > news; sleep 1000")},
                       {shell_action("put back", "touch back")});
}

/// Continues when the test says so.
Json waiting() {
  return experiment_of({shell_action("wait", "echo up > news; read word < go")},
                       {shell_action("put back", "touch back")});
}

class EndingSignal : public ::testing::TestWithParam<int> {};

TEST_P(EndingSignal, InterruptsTheRun) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  chaos.experiment(hanging());
  auto running = chaos.start({"run", "--rollback-strategy", "always", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  EXPECT_EQ(running.signal(GetParam()).wait().exit_code, 1);
  EXPECT_EQ(chaos.journal()["status"], "interrupted");
  EXPECT_TRUE(chaos.exists("back"));
}

INSTANTIATE_TEST_SUITE_P(By, EndingSignal,
                         ::testing::Values(SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGPWR, SIGSTKFLT,
                                           SIGRTMIN + 3));

class HarmlessSignal : public ::testing::TestWithParam<int> {};

TEST_P(HarmlessSignal, ChangesNothing) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  const NamedPipe go(chaos.path("go"));
  chaos.experiment(waiting());
  auto running = chaos.start({"run", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  running.signal(GetParam());
  go.write_line();
  EXPECT_EQ(running.wait().exit_code, 0);
  EXPECT_EQ(chaos.journal()["status"], "completed");
}

INSTANTIATE_TEST_SUITE_P(By, HarmlessSignal,
                         ::testing::Values(SIGPIPE, SIGXFSZ, SIGIO, SIGCHLD, SIGURG, SIGWINCH));

class IgnoredSignal : public ::testing::TestWithParam<std::pair<const char*, int>> {};

TEST_P(IgnoredSignal, StaysIgnored) {
  ShellCommand shell;
  NamedPipe news(shell.path("news"));
  const NamedPipe go(shell.path("go"));
  shell.experiment(waiting());
  const auto& [name, number] = GetParam();
  auto running =
      shell.start_script(std::string("trap '' ") + name + "; exec \"$CHAOS\" run experiment.json");
  EXPECT_EQ(news.read_line(), "up");
  running.signal(number);
  go.write_line();
  EXPECT_EQ(running.wait().exit_code, 0);
  EXPECT_EQ(shell.journal()["status"], "completed");
}

INSTANTIATE_TEST_SUITE_P(Of, IgnoredSignal,
                         ::testing::Values(std::pair{"HUP", SIGHUP}, std::pair{"INT", SIGINT},
                                           std::pair{"QUIT", SIGQUIT}, std::pair{"ALRM", SIGALRM}));

TEST(AlarmOfTheParent, InterruptsTheRun) {  // perl -e 'alarm 10; exec ...' is a common time limit
  ShellCommand shell;
  shell.experiment(experiment_of({shell_action("hang", "sleep 1000")},
                                 {shell_action("put back", "touch back")}));
  const Outcome outcome = shell.script(
      "exec perl -e 'alarm 1; exec @ARGV' \"$CHAOS\" run --rollback-strategy always "
      "experiment.json");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains("CRITICAL SIGALRM signal received"));
  EXPECT_TRUE(shell.exists("back"));
}

TEST(ImpatientSupervisor, SignalsTwiceAndTheSystemIsStillRestored) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  chaos.experiment(experiment_of({shell_action("hang", "echo up > news; sleep 1000")},
                                 {shell_action("put back", "sleep 0.2; touch back")}));
  auto running = chaos.start({"run", "--rollback-strategy", "always", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  for (const int signum : {SIGTERM, SIGINT, SIGHUP, SIGTERM})
    running.signal(signum);
  const Outcome outcome = running.wait();
  EXPECT_TRUE(chaos.exists("back")) << outcome.err;
}

TEST(ImpatientSupervisor, MayStillForbidTheRollbacks) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  chaos.experiment(experiment_of({shell_action("hang", "trap '' TERM; echo up > news; sleep 1000")},
                                 {shell_action("put back", "sleep 1000; touch back")}));
  auto running = chaos.start({"run", "--rollback-strategy", "always", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  running.signal(SIGTERM).signal(SIGUSR2).wait();
  EXPECT_FALSE(chaos.exists("back"));
}

}  // namespace
}  // namespace chaos::testing

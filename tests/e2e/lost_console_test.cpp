#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <string>

#include "support/named_pipe.h"
#include "support/shell_command.h"

namespace chaos::testing {
namespace {

/// A run that breaks and restores something, with a hypothesis so that its progress is visible.
Json breaking(const std::string& hold) {
  return with_hypothesis(
      experiment_of({shell_action("break", "touch broken"), shell_action("hold", hold)},
                    {shell_action("mend", "rm broken")}),
      {shell_probe("is well", "true")});
}

class LostConsole : public ::testing::TestWithParam<const char*> {};

TEST_P(LostConsole, DoesNotEndTheRun) {
  ShellCommand shell;
  shell.experiment(breaking("true")).env("OPTIONS", "--hypothesis-strategy continuously");
  shell.script(std::string("run() { \"$CHAOS\" run $OPTIONS experiment.json; echo $? > code; }; ") +
               GetParam());
  EXPECT_EQ(shell.text("code"), "0\n");
  EXPECT_FALSE(shell.exists("broken"));
  EXPECT_EQ(shell.journal()["status"], "completed");
  EXPECT_FALSE(shell.exists("journal.json.wal"));
}

INSTANTIATE_TEST_SUITE_P(By, LostConsole,
                         ::testing::Values("run 2>&1 | true", "run 2>&1 | head -1",
                                           "run >/dev/full 2>&1", "run >&- 2>&-",
                                           "GITHUB_ACTIONS=true run 2>&1 | true"));

TEST(LostConsole, DoesNotPreventControlC) {
  ShellCommand shell;
  NamedPipe news(shell.path("news")), code(shell.path("code"));
  shell.experiment(breaking("echo up > news; sleep 1000"));
  auto running = shell.start_script(
      "(trap : INT; \"$CHAOS\" run --rollback-strategy always experiment.json; echo $? > code) "
      "2>&1 | cat");
  EXPECT_EQ(news.read_line(), "up");
  ::kill(-running.pid(), SIGINT);  // like the terminal: `cat` ends, too
  EXPECT_EQ(code.read_line(), "1");
  running.wait();
}

TEST(ClosedStreams, AreNotTakenByFilesOfTheRun) {
  ShellCommand shell;
  shell.experiment(experiment_of(
      {shell_action("look", "for fd in 0 1 2; do readlink /proc/$PPID/fd/$fd; done > streams")}));
  shell.script("\"$CHAOS\" run experiment.json <&- >&- 2>&-; echo $? > code");
  EXPECT_EQ(shell.text("code"), "0\n");
  EXPECT_EQ(shell.text("streams"), "/dev/null\n/dev/null\n/dev/null\n");
  EXPECT_EQ(shell.journal()["status"], "completed");
}

TEST(FileSizeLimit, DoesNotPreventRollbacks) {
  ShellCommand shell;
  shell.experiment(breaking("true"));
  const Outcome outcome = shell.script("ulimit -f 0; \"$CHAOS\" run experiment.json");
  EXPECT_EQ(outcome.exit_code, 1) << "the journal could not be written";
  EXPECT_FALSE(shell.exists("broken"));
}

TEST(Children, AreKilledByALostOutputAsUsual) {
  ShellCommand shell;
  shell.experiment(experiment_of({shell_action("write", "(yes; echo $? > code) | true")}));
  shell.chaos("run experiment.json");
  EXPECT_EQ(shell.text("code"), "141\n");
}

}  // namespace
}  // namespace chaos::testing

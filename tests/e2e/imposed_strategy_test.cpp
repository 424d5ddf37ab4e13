#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <string>
#include <vector>

#include "support/named_pipe.h"
#include "support/python_experiment.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Json step(const std::string& name) {
  return shell_action(name, "echo " + name + " >> undone");
}

/// A stop may decide about the rollbacks, whatever the strategy. The watchdog obeys.
TEST(ImposedStrategy, DemandsTheRollbacksAfterAKillDuringThem) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  const NamedPipe go(chaos.path("go"));
  chaos.experiment(experiment_of(
      {shell_action("break", "exec sleep 1000")},
      {step("first"),
       shell_action("second", "echo up > news; read word < go; echo second >> undone"),
       step("third")}));
  RunningChaos run = chaos.start(
      {"run", "--rollback-strategy", "deviated", "--deadline", "1s", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  run.signal(SIGKILL);
  go.write_line();
  run.wait();
  EXPECT_THAT(chaos.lines("undone"), ElementsAre("first", "second", "third"));
}

const char* const kSlowEnd = R"(
def after_experiment_control(**rest):
    with open('news', 'w') as pipe: pipe.write('up\n')
    with open('go') as pipe: pipe.readline()
)";

Json with_undo(Json action) {
  action["rollback"] = step("undo");
  return action;
}

TEST(ImposedStrategy, ForbidsTheUndosAfterAKillDuringTheEnd) {
  PythonCommand chaos(kSlowEnd);
  NamedPipe news(chaos.path("news"));
  NamedPipe began(chaos.path("began"));
  const NamedPipe go(chaos.path("go"));
  chaos.experiment(with_tools_control(experiment_of(
      {with_undo(shell_action("break", "echo on > began; exec sleep 1000"))}, {step("mend")})));
  RunningChaos run = chaos.start({"run", "experiment.json"});
  EXPECT_EQ(began.read_line(), "on");
  run.signal(SIGUSR2);
  EXPECT_EQ(news.read_line(), "up");
  run.signal(SIGKILL);
  go.write_line();
  const Outcome outcome = run.wait();
  EXPECT_THAT(chaos.lines("undone"), IsEmpty());
  EXPECT_FALSE(chaos.exists("journal.json.wal"));
  EXPECT_THAT(outcome.err, HasSubstr("To play the remaining rollbacks: "));
  EXPECT_EQ(chaos.run({"rollback", "journal.json"}).exit_code, 0);
  EXPECT_THAT(chaos.lines("undone"), ElementsAre("undo", "mend"));
}

TEST(ImposedStrategy, ForbidsTheUndosThatASecondStopCutShort) {
  PythonCommand chaos(kSlowEnd);
  NamedPipe news(chaos.path("news"));
  NamedPipe began(chaos.path("began"));
  const NamedPipe go(chaos.path("go"));
  Json action = shell_action("break", "true");
  // A second signal within a second would not count.
  action["rollback"] = {step("undo"),
                        shell_action("slow", "sleep 1.1; echo on > began; exec sleep 1000"),
                        step("last")};
  chaos.experiment(with_tools_control(
      experiment_of({action, shell_action("hang", "echo on > began; exec sleep 1000")})));
  RunningChaos run = chaos.start({"run", "experiment.json"});
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(began.read_line(), "on");
    run.signal(SIGINT);
  }
  EXPECT_EQ(news.read_line(), "up");
  run.signal(SIGKILL);
  go.write_line();
  run.wait();
  EXPECT_THAT(chaos.lines("undone"), ElementsAre("undo"));
}

/// The strategy "default" does not play the rollbacks of an interrupted run.
TEST(ImposedStrategy, OfAnInterruptedRunIsThatOfItsWatchdog) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  NamedPipe began(chaos.path("began"));
  const NamedPipe go(chaos.path("go"));
  Json action = shell_action("break", "echo on > began; exec sleep 1000");
  action["rollback"] = shell_action("undo", "echo up > news; read word < go; echo undo >> undone");
  chaos.experiment(experiment_of({action}, {step("mend")}));
  RunningChaos run = chaos.start({"run", "experiment.json"});
  EXPECT_EQ(began.read_line(), "on");
  run.signal(SIGINT);
  EXPECT_EQ(news.read_line(), "up");
  run.signal(SIGKILL);
  go.write_line();
  run.wait();
  EXPECT_THAT(chaos.lines("undone"), ElementsAre("undo"));
}

/// An extension that requests such an end does so without a signal.
TEST(ImposedStrategy, ForbidsTheUndosThatAnExtensionDoesNotWant) {
  PythonCommand chaos(std::string(kSlowEnd) + "def leave():\n    raise SystemExit(30)\n");
  NamedPipe news(chaos.path("news"));
  const NamedPipe go(chaos.path("go"));
  chaos.experiment(with_tools_control(experiment_of({with_undo(python_action("leave"))})));
  RunningChaos run = chaos.start({"run", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  run.signal(SIGKILL);
  go.write_line();
  run.wait();
  EXPECT_THAT(chaos.lines("undone"), IsEmpty());
}

}  // namespace
}  // namespace chaos::testing

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "support/named_pipe.h"
#include "support/python_experiment.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;

const char* const kModule = R"(
def act(): pass

def undo(fails=False):
    note('began')
    with open('news', 'w') as pipe: pipe.write('up\n')
    with open('go') as pipe: pipe.readline()
    note('ended')
    if fails: raise ValueError('it broke')

def note(what):
    with open('notes', 'a') as file: file.write(what + '\n')

class Handler:
    def activity_completed(self, activity, run): note('told of ' + activity['name'])

def configure_control(event_registry): event_registry.register(Handler())
)";

/// A run that is killed while it plays an undo in Python.
class PythonUndo : public ::testing::Test {
 protected:
  /// Returns once the undo is running.
  RunningChaos begin(const std::vector<std::string>& options, const Json& arguments = {}) {
    chaos_.experiment(experiment_of({python_action("act")}, {python_action("undo", arguments)}));
    std::vector<std::string> words{"run", "--rollback-strategy", "always"};
    words.insert(words.end(), options.begin(), options.end());
    words.emplace_back("experiment.json");
    RunningChaos run = chaos_.start(words);
    EXPECT_EQ(news_.read_line(), "up");
    return run;
  }

  /// Lets the undo end, and waits for all processes of the run.
  void end(RunningChaos& run) const {
    go_.write_line();
    run.wait();
  }

  PythonCommand chaos_{kModule};
  NamedPipe news_{chaos_.path("news")};
  NamedPipe go_{chaos_.path("go")};
};

TEST_F(PythonUndo, OutlivesTheRunAndTheWatchdogDoesNotPlayItAgain) {
  RunningChaos run = begin({});
  run.signal(SIGKILL);
  end(run);

  EXPECT_THAT(chaos_.lines("notes"), ElementsAre("began", "ended"));
  const Json journal = chaos_.journal();
  EXPECT_EQ(journal["status"], "aborted");
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("undo"));
  EXPECT_GT(journal["rollbacks"][0]["duration"], 0);
  EXPECT_FALSE(chaos_.exists("journal.json.wal"));
}

TEST_F(PythonUndo, KeepsTheLogUntilItHasEnded) {
  RunningChaos run = begin({"--no-watchdog"});
  run.signal(SIGKILL);
  RunningChaos recovery = chaos_.start({"recover", "--rollback", "journal.json.wal"});
  recovery.wait_for_log("its rollback 'undo' is still running (pid ");
  recovery.wait_for_log("Waiting for it to finish");
  end(run);
  const Outcome recovered = recovery.wait();

  EXPECT_EQ(recovered.exit_code, 0) << recovered.err;
  EXPECT_THAT(chaos_.lines("notes"), ElementsAre("began", "ended"));
  EXPECT_THAT(names_of(chaos_.journal()["rollbacks"]), ElementsAre("undo"));
}

TEST_F(PythonUndo, ThatFailsWithoutItsRunIsRecordedWithItsTrace) {
  RunningChaos run = begin({}, {{"fails", true}});
  run.signal(SIGKILL);
  end(run);

  EXPECT_THAT(chaos_.lines("notes"), ElementsAre("began", "ended"));
  const Json journal = chaos_.journal();
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("undo:failed"));
  const Json& exception = journal["rollbacks"][0]["exception"];
  EXPECT_EQ(exception.front(), "Traceback (most recent call last):\n");
  EXPECT_EQ(exception.back(), "ValueError: it broke\n");
}

TEST_F(PythonUndo, IsRecordedBeforeEventHandlersAreCalled) {
  chaos_.experiment(
      with_tools_control(experiment_of({python_action("act")}, {python_action("undo")})));
  RunningChaos run = chaos_.start({"run", "experiment.json"});
  EXPECT_EQ(news_.read_line(), "up");
  go_.write_line();
  EXPECT_EQ(run.wait().exit_code, 0);
  EXPECT_THAT(chaos_.lines("notes"), ElementsAre("told of act", "began", "ended", "told of undo"));
  EXPECT_THAT(names_of(chaos_.journal()["rollbacks"]), ElementsAre("undo"));
}

}  // namespace
}  // namespace chaos::testing

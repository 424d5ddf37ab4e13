// How activities and controls affect the current directory, which Python extensions share.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/python_experiment.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

const char* const kModule = R"(
import os, time

HOME = os.environ['HOME']

def move(): os.chdir(HOME + '/away')

def move_and_hang():
    move()
    time.sleep(1000)

def note():
    with open(HOME + '/notes', 'a') as file: file.write(os.getcwd() + '\n')
)";

const char* const kShellNote = R"(pwd >> "$HOME/notes")";

class ChangedDirectory : public ::testing::Test {
 protected:
  ChangedDirectory() { chaos_.file("away/placeholder", ""); }

  Outcome run(const Json& experiment) {
    chaos_.experiment(experiment);
    return chaos_.run({"run", "--rollback-strategy", "always", "experiment.json"});
  }

  std::string home() const { return chaos_.path(""); }
  std::vector<std::string> notes() const { return chaos_.lines("notes"); }

  PythonCommand chaos_{kModule};
};

Json undone_by(Json action, const Json& undo) {
  action["rollback"] = undo;
  return action;
}

/// The path without a trailing slash.
std::string plain(std::string path) {
  while (path.size() > 1 && path.ends_with('/'))
    path.pop_back();
  return path;
}

TEST_F(ChangedDirectory, DoesNotMoveUndos) {
  const Json undos = Json::array({shell_action("shell", kShellNote), python_action("note")});
  const Outcome outcome = run(experiment_of({undone_by(python_action("move"), undos)}));

  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(notes(), AllOf(SizeIs(2), Each(plain(home()))));
}

TEST_F(ChangedDirectory, OfOneUndoDoesNotMoveTheNext) {
  const Json undos = Json::array({python_action("move"), shell_action("shell", kShellNote),
                                  python_action("move"), python_action("note")});
  const Outcome outcome = run(experiment_of({undone_by(shell_action("act", ":"), undos)},
                                            {shell_action("flat", kShellNote)}));

  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(notes(), AllOf(SizeIs(3), Each(plain(home()))));
}

TEST_F(ChangedDirectory, ByAControlDoesNotMoveUndos) {
  chaos_.file("tools.py", std::string(kModule) + "def before_activity_control(context): move()\n");
  const Json undos = Json::array({shell_action("shell", kShellNote), python_action("note")});
  const Outcome outcome =
      run(with_tools_control(experiment_of({undone_by(shell_action("act", ":"), undos)})));

  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(notes(), AllOf(SizeIs(2), Each(plain(home()))));
}

TEST_F(ChangedDirectory, ByAFunctionThatTimedOutDoesNotMoveItsUndo) {
  const Json action = with_timeout(python_action("move_and_hang"), 0.5);
  const Outcome outcome = run(experiment_of({undone_by(action, python_action("note"))}));

  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(notes(), ElementsAre(plain(home())));
}

TEST_F(ChangedDirectory, DoesNotMoveTheCheckThatTheSystemIsLeftAsFound) {
  Json where = shell_probe("where", "pwd");
  where.erase("tolerance");
  Json experiment = experiment_of({python_action("move")});
  experiment["extensions"] = Json::array({{{"name", "chaos"}, {"facts", Json::array({where})}}});
  const Outcome outcome = run(experiment);

  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("System left as found: yes"));
}

TEST_F(ChangedDirectory, MovesFlatRollbacksAsInTheReferenceWithAWarning) {
  const Outcome outcome =
      run(experiment_of({python_action("move")}, {shell_action("flat", kShellNote)}));

  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(notes(), ElementsAre(plain(home()) + "/away"));
  EXPECT_THAT(outcome.err,
              HasSubstr("warning: the rollbacks run in '" + plain(home()) + "/away', because"));
  EXPECT_THAT(outcome.log(), Each(Not(HasSubstr("the rollbacks run in"))));
}

TEST_F(ChangedDirectory, IsNotMentionedWhenTheRollbacksRunAtHome) {
  const Outcome outcome =
      run(experiment_of({python_action("note")}, {shell_action("flat", kShellNote)}));

  EXPECT_THAT(notes(), AllOf(SizeIs(2), Each(plain(home()))));
  EXPECT_THAT(outcome.err, Not(HasSubstr("the rollbacks run in")));
}

}  // namespace
}  // namespace chaos::testing

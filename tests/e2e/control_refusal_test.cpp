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

Json action_with_undo(const std::string& name, const std::string& undo) {
  Json action = shell_action(name, "true");
  action["rollback"] = shell_action(undo, "echo " + undo + " >> undone");
  return action;
}

/// Controls that prevent everything except the action that breaks the system.
const char* const kAtActivities = R"(
from chaoslib.exceptions import InterruptExecution
def before_activity_control(context=None, **rest):
    if context['name'] != 'break': raise InterruptExecution('outside business hours')
)";
const char* const kAfterActivities = R"(
from chaoslib.exceptions import InterruptExecution
def after_activity_control(context=None, **rest):
    raise InterruptExecution('outside business hours')
)";
const char* const kBeforeRollbacks = R"(
from chaoslib.exceptions import InterruptExecution
def before_rollback_control(**rest):
    raise InterruptExecution('outside business hours')
)";
const char* const kExit = R"(
import sys
def before_activity_control(context=None, **rest):
    if context['name'] != 'break': sys.exit(3)
def before_rollback_control(**rest):
    sys.exit(4)
)";

class ControlRefusal : public ::testing::TestWithParam<const char*> {
 protected:
  Outcome run(const std::vector<std::string>& options) {
    chaos_.experiment(with_tools_control(
        experiment_of({action_with_undo("break", "unbreak"), action_with_undo("more", "less")},
                      {shell_action("mend", "echo mend >> undone")})));
    std::vector<std::string> words{"run"};
    words.insert(words.end(), options.begin(), options.end());
    words.emplace_back("experiment.json");
    return chaos_.run(words);
  }

  PythonCommand chaos_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(By, ControlRefusal,
                         ::testing::Values(kAtActivities, kAfterActivities, kBeforeRollbacks,
                                           kExit));

TEST_P(ControlRefusal, DoesNotPreventTheUndoOfAnAction) {
  const Outcome outcome = run({"--rollback-strategy", "always"});
  std::vector<std::string> undone = chaos_.lines("undone");
  // As in the reference, `rollbacks` obey. If the hook comes after the activity, they have begun.
  if (GetParam() == kAfterActivities) {
    EXPECT_THAT(undone, ElementsAre("unbreak", "mend"));
  } else if (GetParam() == kBeforeRollbacks) {
    EXPECT_THAT(undone, ElementsAre("less", "unbreak"));
  } else {
    EXPECT_THAT(undone, ElementsAre("unbreak"));
  }
  EXPECT_EQ(chaos_.journal().at("status"), "interrupted") << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("anyway"));
}

TEST_P(ControlRefusal, DoesNotPreventRollback) {
  run({"--rollback-strategy", "never"});
  EXPECT_THAT(chaos_.lines("undone"), IsEmpty());
  const Outcome outcome = chaos_.run({"rollback", "journal.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  if (GetParam() == kBeforeRollbacks)
    EXPECT_THAT(chaos_.lines("undone"), ElementsAre("less", "unbreak", "mend"));
  else
    EXPECT_THAT(chaos_.lines("undone"), ElementsAre("unbreak", "mend"));
  EXPECT_EQ(chaos_.json("journal.json").at("rollbacks").back().at("status"), "succeeded");
}

TEST(ControlRefusalAfterAKill, DoesNotPreventTheWatchdog) {
  PythonCommand chaos(kBeforeRollbacks);
  NamedPipe news(chaos.path("news"));
  chaos.experiment(
      with_tools_control(experiment_of({action_with_undo("break", "unbreak"),
                                        shell_action("hang", "echo up > news; exec sleep 1000")},
                                       {shell_action("mend", "echo mend >> undone")})));
  RunningChaos run = chaos.start({"run", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  const Outcome outcome = run.signal(SIGKILL).wait();
  EXPECT_THAT(chaos.lines("undone"), ElementsAre("unbreak", "mend")) << outcome.err;
}

}  // namespace
}  // namespace chaos::testing

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiment/chaos_block.h"
#include "support/named_pipe.h"
#include "support/python_experiment.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

Json with_undo(Json action) {
  action["rollback"] = shell_action("undo", "touch undone");
  return action;
}

/// Two hooks that never return are called between the stop and the rollbacks.
const char* const kHangingHooks = R"(
import threading
def after_activity_control(context=None, **rest):
    if context['name'] == 'hang': threading.Event().wait()
def after_method_control(**rest):
    threading.Event().wait()
)";

TEST(HangingHook, DoesNotDelayADeadline) {
  PythonCommand chaos(kHangingHooks);
  Json experiment =
      with_tools_control(experiment_of({with_undo(shell_action("hang", "exec sleep 1000"))}));
  experiment["runtime"] = {{"deadline", 1}, {"deadline-grace", 3}};
  const Outcome outcome = chaos.experiment(experiment).run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(),
              Contains("WARNING The run was stopped 3s ago and has not reached its rollbacks. "
                       "Hooks that are still running are ended."));
  EXPECT_TRUE(chaos.exists("undone"));
  EXPECT_EQ(chaos.journal()["status"], "interrupted");
}

TEST(HangingHook, DoesNotDelayTheHaltFile) {
  PythonCommand chaos(kHangingHooks);
  NamedPipe news(chaos.path("news"));
  Json hang = with_undo(shell_action("hang", "echo up > news; exec sleep 1000"));
  Json experiment = with_tools_control(experiment_of({hang}));
  experiment["runtime"] = {{"deadline", 1000}, {"deadline-grace", 3}};
  chaos.experiment(experiment).env("CHAOS_HALT_FILE", chaos.path("halt"));
  RunningChaos running = chaos.start({"run", "experiment.json"});
  news.read_line();
  chaos.file("halt", "incident");
  EXPECT_EQ(running.wait().exit_code, 1);
  EXPECT_TRUE(chaos.exists("undone"));
  const Json journal = chaos.journal();
  ASSERT_NE(chaos_block_member(journal, "stopped"), nullptr);
  EXPECT_EQ(chaos_block_member(journal, "stopped")->at("by"), "halt file");
}

/// Once the rollbacks are over, there is nothing left to stop, but whatever hangs must end.
TEST(HangingHook, IsAllThatADeadlineEndsAfterTheRollbacks) {
  PythonCommand chaos(
      "import threading\n"
      "def after_experiment_control(**rest): threading.Event().wait()\n");
  Json experiment = with_tools_control(experiment_of({with_undo(shell_action("act", "true"))}));
  experiment["runtime"] = {{"deadline", 8}, {"deadline-grace", 0.3}};
  const Outcome outcome = chaos.experiment(experiment).run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.log(), Contains("WARNING The run did not end within 0.3s after its "
                                      "rollbacks. Hooks and checks that are still running are "
                                      "ended."));
  EXPECT_THAT(outcome.log(), Not(Contains(HasSubstr("The rollbacks"))));
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_EQ(chaos_block_member(journal, "stopped"), nullptr);
  EXPECT_EQ(chaos_block_member(journal, "forced"), nullptr);
}

}  // namespace
}  // namespace chaos::testing

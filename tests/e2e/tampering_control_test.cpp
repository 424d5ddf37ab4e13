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
using ::testing::Not;

/// What a Python control does to the data of a run, once both actions that have to be undone have
/// begun: a statement for tools.py.
class TamperingControl : public ::testing::TestWithParam<const char*> {
 protected:
  TamperingControl() {
    chaos_.file("tools.py", std::string(R"(
class Handler:
    def __getattr__(self, name):
        return lambda *arguments: None

    def started(self, experiment, journal):
        global shown
        shown = journal

    def start_activity(self, activity):
        if activity['name'] == 'last':
            strike(journal=shown)

def configure_control(event_registry, **rest):
    event_registry.register(Handler())

def after_activity_control(context, experiment, configuration, secrets, state, **rest):
    if context['name'] == 'break two':
        strike(context, experiment, configuration, secrets, state)

def strike(context=None, experiment=None, configuration=None, secrets=None, state=None, journal=None):
    try:
        )") + GetParam() + R"(
    except (TypeError, AttributeError, KeyError):
        pass  # not at this moment
)");
    Json one = shell_action("break one", "printf id-7");
    one["rollback"] = shell_action(
        "mend one", R"(echo '${activities["break one"].output.stdout}' ${target} >> undone)");
    Json two = shell_action("break two", "true");
    two["rollback"] = {shell_action("mend two", "echo two ${token} >> undone")};
    two["rollback"][0]["provider"]["secrets"] = {"web"};
    Json experiment = experiment_of(
        {one, two, shell_action("last", "[ ! -p news ] || { echo up > news; exec sleep 1000; }")},
        {shell_action("flat", "echo flat >> undone")});
    experiment["configuration"] = {{"target", "t-1"}};
    experiment["secrets"] = {{"web", {{"token", {{"type", "env"}, {"key", "TOKEN"}}}}}};
    chaos_.env("TOKEN", "s3cr3t-word").experiment(with_tools_control(experiment));
  }

  void expect_all_undone() {
    EXPECT_THAT(chaos_.lines("undone"), ElementsAre("two s3cr3t-word", "id-7 t-1", "flat"));
    EXPECT_THAT(chaos_.text("journal.json"), Not(HasSubstr("s3cr3t-word")));
    const Outcome again = chaos_.run({"rollback", "journal.json"});
    EXPECT_EQ(again.exit_code, 0) << again.err;
    EXPECT_THAT(again.err, HasSubstr("nothing left to play"));
  }

  PythonCommand chaos_{""};
};

INSTANTIATE_TEST_SUITE_P(
    Of, TamperingControl,
    ::testing::Values("experiment['method'] = None", "experiment['method'].clear()",
                      "experiment['rollbacks'] = []", "experiment.clear()", "context.clear()",
                      "context['rollback'] = []", "context['dry'] = True",
                      "experiment['dry'] = 'activities'", "configuration.clear()",
                      "secrets.clear()", "state.clear()", "journal['run'] = None",
                      "journal['run'].clear()", "journal.clear()", "journal['status'] = 'failed'",
                      "journal['experiment'] = {}"));

TEST_P(TamperingControl, DoesNotCostAnUndoInTheRun) {
  const Outcome outcome = chaos_.run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code >= 0, true) << outcome.err;
  expect_all_undone();
}

TEST_P(TamperingControl, DoesNotCostAnUndoFromTheJournal) {
  chaos_.run({"run", "--rollback-strategy", "never", "experiment.json"});
  EXPECT_FALSE(chaos_.exists("undone"));
  const Outcome outcome = chaos_.run({"rollback", "journal.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_all_undone();
}

/// The method must go on until the run is killed, so these do not remove it.
class TamperingControlOfAKilledRun : public TamperingControl {};

INSTANTIATE_TEST_SUITE_P(
    Of, TamperingControlOfAKilledRun,
    ::testing::Values("experiment['rollbacks'] = []", "context.clear()", "context['rollback'] = []",
                      "context['dry'] = True", "experiment['dry'] = 'activities'",
                      "configuration.clear()", "secrets.clear()", "state.clear()",
                      "journal['run'] = None", "journal['run'].clear()", "journal.clear()",
                      "journal['status'] = 'failed'", "journal['experiment'] = {}"));

TEST_P(TamperingControlOfAKilledRun, DoesNotCostAnUndo) {
  NamedPipe news(chaos_.path("news"));
  RunningChaos run = chaos_.start({"run", "--no-watchdog", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  run.signal(SIGKILL).wait();
  const Outcome outcome = chaos_.run({"recover", "--rollback", "journal.json.wal"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_all_undone();
}

}  // namespace
}  // namespace chaos::testing

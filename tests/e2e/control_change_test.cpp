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

/// How the system is restored after the run was killed.
enum class RestoredBy { kWatchdog, kRecovery };

/// A run with controls that change what it has to undo; it is killed in its second action.
class ControlChange : public ::testing::TestWithParam<RestoredBy> {
 protected:
  void run_and_rescue(const std::string& hooks, Json experiment) {
    chaos_.file("tools.py", hooks).experiment(with_tools_control(std::move(experiment)));
    std::vector<std::string> words{"run"};
    if (GetParam() == RestoredBy::kRecovery) words.emplace_back("--no-watchdog");
    words.emplace_back("experiment.json");
    RunningChaos run = chaos_.start(words);
    EXPECT_EQ(news_.read_line(), "up");
    EXPECT_THAT(chaos_.text("journal.json.wal"), Not(HasSubstr("s3cr3t-word")));
    run.signal(SIGKILL).wait();
    if (GetParam() == RestoredBy::kWatchdog) return;
    const Outcome outcome = chaos_.run({"recover", "--rollback", "journal.json.wal"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  }

  static Json hanging(const std::vector<Json>& rollbacks) {
    return experiment_of(
        {shell_action("break", "true"), shell_action("hang", "echo up > news; exec sleep 1000")},
        rollbacks);
  }

  PythonCommand chaos_{""};
  NamedPipe news_{chaos_.path("news")};
};

INSTANTIATE_TEST_SUITE_P(By, ControlChange,
                         ::testing::Values(RestoredBy::kWatchdog, RestoredBy::kRecovery),
                         [](const auto& rescue) {
                           return rescue.param == RestoredBy::kWatchdog ? "TheWatchdog"
                                                                        : "Recovery";
                         });

TEST_P(ControlChange, OfTheRollbacksIsUsed) {
  run_and_rescue(R"(
def before_experiment_control(context=None, **rest):
    rollbacks = context['rollbacks']
    rollbacks.append({'type': 'action', 'name': 'added', 'provider': {
        'type': 'process', 'path': 'sh', 'arguments': ['-c', 'echo added >> undone']}})
    rollbacks[0]['provider']['arguments'] = ['-c', 'echo changed >> undone']
)",
                 hanging({shell_action("first", "echo first >> undone")}));
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("changed", "added"));
  EXPECT_EQ(chaos_.journal().at("experiment").at("rollbacks").size(), 2);
}

TEST_P(ControlChange, MayAddTheOnlyThingToUndo) {
  run_and_rescue(R"(
def before_experiment_control(context=None, **rest):
    context['method'][0]['rollback'] = {'type': 'action', 'name': 'unbreak', 'provider': {
        'type': 'process', 'path': 'sh', 'arguments': ['-c', 'echo unbroken >> undone']}}
)",
                 hanging({}));
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("unbroken"));
}

TEST_P(ControlChange, MayAddTheOnlyThingToUndoDuringTheMethod) {
  run_and_rescue(R"(
def before_activity_control(context=None, **rest):
    context['rollback'] = {'type': 'action', 'name': 'undo', 'provider': {
        'type': 'process', 'path': 'sh',
        'arguments': ['-c', 'echo ' + context['name'] + ' >> undone']}}
)",
                 hanging({}));
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("hang", "break"));
}

TEST_P(ControlChange, OfTheMethodDoesNotChangeWhatBegan) {
  Json experiment = hanging({});
  for (auto& action : experiment["method"]) {
    const std::string name = action["name"];
    action["rollback"] = shell_action("undo " + name, "echo " + name + " >> undone");
  }
  const Json inserted = shell_action("inserted", "true");
  run_and_rescue(R"(
inserted = {'type': 'action', 'name': 'inserted',
            'provider': {'type': 'process', 'path': 'true'}}
def before_activity_control(context=None, experiment=None, **rest):
    if context['name'] == 'hang':
        experiment['method'][:] = [inserted, inserted, context]
)",
                 experiment);
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("hang", "break"));
}

TEST_P(ControlChange, DoesNotTakeTheUndoFromAnActionThatBegan) {
  Json experiment = hanging({});
  experiment["method"][0]["rollback"] = shell_action("undo", "echo undo >> undone");
  run_and_rescue(R"(
def after_activity_control(context=None, **rest):
    context.pop('rollback', None)
)",
                 experiment);
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("undo"));
}

TEST_P(ControlChange, OfAValueDuringTheMethodIsUsed) {
  Json experiment = hanging({shell_action("mend", "echo ${target} ${added} >> undone")});
  experiment["configuration"] = {{"target", "declared"}};
  run_and_rescue(R"(
def after_activity_control(context=None, configuration=None, **rest):
    configuration['target'] = 'changed'
    configuration['added'] = 'new'
)",
                 experiment);
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("changed new"));
}

class ControlChangeToldToTheWatchdog : public ControlChange {};

INSTANTIATE_TEST_SUITE_P(By, ControlChangeToldToTheWatchdog,
                         ::testing::Values(RestoredBy::kWatchdog),
                         [](const auto&) { return "TheWatchdog"; });

TEST_P(ControlChangeToldToTheWatchdog, MayContainASecret) {
  Json experiment = hanging({shell_action("mend", "echo ${url} ${token} >> undone")});
  experiment["rollbacks"][0]["provider"]["secrets"] = {"web"};
  experiment["configuration"] = {{"url", {{"type", "env"}, {"key", "URL"}}}};
  experiment["secrets"] = {{"web", {{"token", {{"type", "env"}, {"key", "TOKEN"}}}}}};
  chaos_.env("TOKEN", "s3cr3t-word").env("URL", "http://s3cr3t-word@old");
  run_and_rescue(R"(
def after_activity_control(context=None, configuration=None, secrets=None, **rest):
    configuration['url'] = 'http://s3cr3t-word@new'
    secrets['web']['token'] = 'renewed'
)",
                 experiment);
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("http://s3cr3t-word@new renewed"));
}

TEST(ControlledJournal, CanBeRolledBackIfAControlRemovesTheRecordOfAnAction) {
  PythonCommand chaos("");
  Json action = shell_action("break", "true");
  action["rollback"] = shell_action("mend", "echo mend >> undone");
  chaos.file("tools.py", "def after_activity_control(state, **rest): state.pop('activity', None)\n")
      .experiment(with_tools_control(
          experiment_of({action}, {shell_action("flat", "echo flat >> undone")})));
  EXPECT_EQ(chaos.run({"run", "--rollback-strategy", "never", "experiment.json"}).exit_code, 0);
  EXPECT_FALSE(chaos.exists("undone"));
  const Outcome outcome = chaos.run({"rollback", "journal.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(chaos.lines("undone"), ElementsAre("mend", "flat"));
}

}  // namespace
}  // namespace chaos::testing

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include "support/python_experiment.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Python, IsNotStartedForAnExperimentWithoutIt) {
  ChaosCommand chaos;
  chaos.env("CHAOS_PYTHON", "/no/such/python").experiment(experiment_of({shell_action("a", ":")}));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
}

TEST(Python, ThatCannotBeFoundIsReportedWithAHint) {
  PythonCommand chaos("def go(): pass\n");
  chaos.env("CHAOS_PYTHON", "/no/such/python").experiment(experiment_of({python_action("go")}));
  const Outcome outcome = chaos.run({"validate", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains(HasSubstr("'/no/such/python', set by CHAOS_PYTHON")));
  EXPECT_THAT(outcome.err, HasSubstr("hint: correct it"));
}

TEST(Python, StartsBeforeTheFirstActivityIsTimed) {
  PythonCommand chaos("def go(): pass\n");
  chaos.file("slow-python", "#!/bin/sh\nsleep 3\nexec python3 \"$@\"\n", 0755)
      .env("CHAOS_PYTHON", chaos.path("slow-python"))
      .experiment(experiment_of({python_action("go")}));
  EXPECT_EQ(chaos.run({"run", "--no-validation", "experiment.json"}).exit_code, 0);
  const Json journal = chaos.journal();
  EXPECT_LT(journal["run"][0]["duration"], 2);
  EXPECT_GE(journal["duration"], 3);
}

TEST(Python, IsNotStartedForActivitiesThatADryRunLeavesOut) {
  PythonCommand chaos("def go(): pass\n");
  chaos.file("python", "#!/bin/sh\ntouch started\nexec python3 \"$@\"\n", 0755)
      .env("CHAOS_PYTHON", chaos.path("python"))
      .experiment(experiment_of({python_action("go")}));
  EXPECT_EQ(chaos.run({"run", "--no-validation", "--dry", "actions", "experiment.json"}).exit_code,
            0);
  EXPECT_FALSE(chaos.exists("started"));
}

TEST(Python, ThatIsAnotherProgramIsReported) {
  PythonCommand chaos("def go(): pass\n");
  chaos.env("CHAOS_PYTHON", "/bin/false").experiment(experiment_of({python_action("go")}));
  const Outcome outcome = chaos.run({"validate", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains(HasSubstr("did not become ready: it exited with code 1")));
}

TEST(Python, MissingModuleIsShownInTheSource) {
  PythonCommand chaos("");
  Json action = python_action("go");
  action["provider"]["module"] = "chaosk8s.pod.actions";
  const Outcome outcome =
      chaos.experiment(experiment_of({action})).run({"validate", "experiment.json"});
  EXPECT_THAT(outcome.log(),
              Contains("ERROR could not find Python module 'chaosk8s.pod.actions' in "
                       "activity 'go'"));
  EXPECT_THAT(outcome.err, HasSubstr("pip install chaostoolkit-kubernetes"));
}

TEST(Python, ModuleThatNeedsAnotherNamesIt) {
  PythonCommand chaos("import no_such_package\n");
  const Outcome outcome =
      chaos.experiment(experiment_of({python_action("go")})).run({"validate", "experiment.json"});
  EXPECT_THAT(outcome.err, HasSubstr("it imports 'no_such_package', which is not installed"));
}

TEST(Python, SyntaxErrorOfAModuleIsShown) {
  PythonCommand chaos("def go(:\n  pass\n");
  const Outcome outcome =
      chaos.experiment(experiment_of({python_action("go")})).run({"validate", "experiment.json"});
  EXPECT_THAT(outcome.err, HasSubstr("Python module 'tools' cannot be used: SyntaxError: "));
  EXPECT_THAT(outcome.err, HasSubstr("(tools.py, line 1)"));
  EXPECT_THAT(outcome.err, HasSubstr("hint: correct the module: File \""));
}

TEST(Python, ModuleIsNamedWithoutItsExtension) {
  PythonCommand chaos("def go(): pass\n");
  Json action = python_action("go");
  action["provider"]["module"] = "tools.py";
  const Outcome outcome =
      chaos.experiment(experiment_of({action})).run({"validate", "experiment.json"});
  EXPECT_THAT(outcome.err, HasSubstr("hint: leave out \".py\": \"tools\""));
}

TEST(Python, ArgumentsGetSuggestions) {
  PythonCommand chaos("def go(path, count=1, secrets=None): pass\n");
  const auto validated = [&chaos](const Json& arguments) {
    return chaos.experiment(experiment_of({python_action("go", arguments)}))
        .run({"validate", "experiment.json"})
        .err;
  };
  const std::string misspelled = validated({{"pth", "/"}});
  EXPECT_THAT(misspelled, HasSubstr("required argument 'path' is missing from activity 'go'"));
  EXPECT_THAT(misspelled, HasSubstr("hint: rename \"pth\" to \"path\"\n"));
  EXPECT_THAT(validated({{"path", "/"}, {"cuont", 2}}), HasSubstr("did you mean \"count\"?"));
  EXPECT_THAT(validated({{"path", "/"}, {"colour", 2}}),
              HasSubstr("hint: remove it: the function takes path, count\n"));
  EXPECT_THAT(validated(Json::array({"/"})),
              HasSubstr("the arguments of a function must be a mapping, not a list"));
}

TEST(Python, MissingFunctionGetsASuggestion) {
  PythonCommand chaos("def restart_service(): pass\n");
  const Outcome outcome = chaos.experiment(experiment_of({python_action("restart_servce")}))
                              .run({"validate", "experiment.json"});
  EXPECT_THAT(outcome.log(), Contains("ERROR The python module 'tools' does not expose a function "
                                      "called 'restart_servce' in action 'restart_servce'"));
  EXPECT_THAT(outcome.err, HasSubstr("hint: did you mean \"restart_service\"?"));
}

TEST(Python, ModuleNextToTheExperimentDoesNotHideTheStandardLibrary) {
  PythonCommand chaos("import random\ndef go(): return random.random() < 2\n");
  chaos.file("random.py", "raise RuntimeError('not this one')\n");
  EXPECT_EQ(chaos.experiment(experiment_of({python_action("go")}))
                .run({"run", "experiment.json"})
                .exit_code,
            0);
  EXPECT_EQ(chaos.journal()["run"][0]["output"], true);
}

TEST(Python, ExceptionIsRecordedWithItsTraceback) {
  PythonCommand chaos("def go():\n    raise ValueError('no')\n");
  chaos.experiment(experiment_of({python_action("go")})).run({"run", "experiment.json"});
  const Json exception = chaos.journal()["run"][0]["exception"];
  EXPECT_EQ(exception.front(), "Traceback (most recent call last):\n");
  EXPECT_THAT(exception[1].get<std::string>(), HasSubstr("tools.py\", line 2, in go"));
  EXPECT_EQ(exception.back(), "chaoslib.exceptions.ActivityFailed: ValueError: no\n");
}

TEST(Python, OutputWithoutAJsonTypeIsRecordedAsAString) {
  PythonCommand chaos("def go(): return {'seen': {1}, (1, 2): object}\n");
  const Outcome outcome =
      chaos.experiment(experiment_of({python_action("go")})).run({"run", "experiment.json"});
  EXPECT_THAT(outcome.log(),
              Contains(HasSubstr("A value of type set cannot be written to a journal")));
  EXPECT_EQ(chaos.journal()["run"][0]["output"],
            (Json{{"seen", "{1}"}, {"(1, 2)", "<class 'object'>"}}));
}

const char* const kStandIn = R"(
import sys
from chaoslib import substitute
from chaoslib.exceptions import ActivityFailed, InterruptExecution
from chaoslib.types import Configuration, Secrets
from chaoslib.exit import exit_gracefully
from chaoslib.extension import set_extension, get_extension
from chaoslib.discovery.discover import initialize_discovery_result
from chaoslib.run import RunEventHandler
from logzero import logger

def go(configuration: Configuration = None):
    logger.warning("heard %s", substitute("${a}", {"a": 1}, None))
    experiment = {}
    set_extension(experiment, {"name": "x", "n": 1})
    assert get_extension(experiment, "x")["n"] == 1
    raise ActivityFailed("on purpose")
)";

TEST(Python, CodeThatNeedsTheReferencesLibraryRunsWithoutIt) {
  PythonCommand chaos(kStandIn);
  const Outcome outcome =
      chaos.experiment(experiment_of({python_action("go")})).run({"run", "experiment.json"});
  EXPECT_THAT(outcome.log(), Contains("WARNING heard 1"));
  EXPECT_THAT(outcome.log(),
              Contains("ERROR   => failed: chaoslib.exceptions.ActivityFailed: on purpose"));
}

TEST(Python, InstalledLibraryTakesPrecedence) {
  PythonCommand chaos("import chaoslib\ndef go(): return chaoslib.__version__\n");
  chaos.file("chaoslib.py", "__version__ = 'the real one'\n");
  chaos.experiment(experiment_of({python_action("go")})).run({"run", "experiment.json"});
  EXPECT_EQ(chaos.journal()["run"][0]["output"], "the real one");
}

TEST(Python, LogsNameTheExtensionsModuleAndLine) {
  PythonCommand chaos(
      "import logging\n\ndef go():\n    logging.getLogger('chaostoolkit').info('hello')\n");
  const Outcome outcome = chaos.experiment(experiment_of({python_action("go")}))
                              .run({"--verbose", "run", "experiment.json"});
  EXPECT_THAT(outcome.err, HasSubstr("[tools:4]"));
}

TEST(Python, WhatAFunctionPrintsGoesToStandardOutput) {
  PythonCommand chaos("def go(): print('seen', flush=False)\n");
  EXPECT_EQ(
      chaos.experiment(experiment_of({python_action("go")})).run({"run", "experiment.json"}).out,
      "seen\n");
}

TEST(Python, BackgroundActivitiesShareTheModuleWithForegroundOnes) {
  PythonCommand chaos(R"(
import threading
met = threading.Event()
def wait(): return [met.wait(20), threading.current_thread() is threading.main_thread()]
def meet():
    met.set()
    return threading.current_thread() is threading.main_thread()
)");
  chaos.experiment(experiment_of({in_background(python_action("wait")), python_action("meet")}))
      .run({"run", "experiment.json"});
  const Json runs = chaos.journal()["run"];
  for (const auto& run : runs) {
    const bool background = run["activity"]["name"] == "wait";
    EXPECT_EQ(run["output"], background ? Json::array({true, false}) : Json(true));
  }
}

TEST(Python, FunctionsMayUseEveryProcessorOrTheOnesTheyChose) {
  PythonCommand chaos(R"(
import os, subprocess, sys
QUESTION = 'import os; print(len(os.sched_getaffinity(0)))'
def count():
    theirs = subprocess.check_output([sys.executable, '-c', QUESTION])
    return [len(os.sched_getaffinity(0)), int(theirs)]
def choose(): os.sched_setaffinity(0, [max(os.sched_getaffinity(0))])
)");
  chaos
      .experiment(experiment_of({python_action("count"), python_action("count"),
                                 python_action("choose"), python_action("count")}))
      .run({"run", "experiment.json"});
  cpu_set_t all;
  ASSERT_EQ(::sched_getaffinity(0, sizeof(all), &all), 0);
  const Json runs = chaos.journal()["run"];
  EXPECT_EQ(runs[0]["output"], Json::array({CPU_COUNT(&all), CPU_COUNT(&all)}));
  EXPECT_EQ(runs[1]["output"], runs[0]["output"]);
  EXPECT_EQ(runs[3]["output"], Json::array({1, 1}));
}

TEST(Python, EventHandlersAreCalledAndMayChangeTheRun) {
  PythonCommand chaos(R"(
from chaoslib.run import RunEventHandler
class Handler(RunEventHandler):
    def __init__(self): self.seen = []
    def running(self, experiment, journal, configuration, secrets, schedule, settings):
        self.seen.append(['running', schedule.fail_fast])
    def start_method(self, experiment):
        self.seen.append('start_method')
        experiment['method'][0]['name'] = 'renamed'
    def activity_completed(self, activity, run):
        self.seen.append([activity['name'], run['status']])
    def finish(self, journal):
        journal['seen'] = self.seen + ['finish']

def configure_control(event_registry, **kwargs):
    event_registry.register(Handler())
def go(): pass
)");
  chaos.experiment(with_tools_control(experiment_of({python_action("go")})));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["run"][0]["activity"]["name"], "renamed");
  EXPECT_EQ(journal["seen"], Json::parse(R"([["running", false], "start_method",
                                             ["renamed", "succeeded"], "finish"])"));
}

TEST(Python, ControlSeesObjectsThatItKeptChangeInPlace) {
  PythonCommand chaos(R"(
kept = {}
def before_experiment_control(context, **kwargs): kept['experiment'] = context
def before_activity_control(context, experiment, **kwargs):
    assert experiment is kept['experiment']
    assert context is experiment['method'][0]
    context['tags'] = [1]
def after_activity_control(context, state, configuration, **kwargs):
    assert kept['experiment']['method'][0]['tags'] == [1]
    state['output'] = {'changed': True, 'a/b~c': [1.0, None]}
    configuration['late'] = 'value'
def after_experiment_control(context, state, configuration, **kwargs):
    state['late'] = configuration['late']
def go(): pass
)");
  chaos.experiment(with_tools_control(experiment_of({python_action("go")})));
  const Outcome outcome = chaos.run({"--verbose", "run", "experiment.json"});
  EXPECT_THAT(outcome.err, Not(HasSubstr("AssertionError")));
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["run"][0]["output"], Json::parse(R"({"changed": true, "a/b~c": [1.0, null]})"));
  EXPECT_EQ(journal["late"], "value");
  EXPECT_EQ(journal["experiment"]["method"][0]["tags"], Json::array({1}));
}

TEST(Python, SignalOfAnExtensionToItselfReachesTheRunner) {
  PythonCommand chaos(R"(
import time
from chaoslib.exit import exit_gracefully, exit_ungracefully
def leave():
    exit_gracefully()
    time.sleep(20)
def leave_now():
    time.sleep(0.2)
    exit_ungracefully()
)");
  const Json rollback = shell_action("undo", ":");
  chaos.experiment(experiment_of({python_action("leave")}, {rollback}));
  const Outcome graceful = chaos.run({"run", "--rollback-strategy", "always", "experiment.json"});
  EXPECT_THAT(graceful.log(), Contains("WARNING Received the exit signal: 20"));
  EXPECT_THAT(names_of(chaos.journal()["rollbacks"]), ElementsAre("undo"));

  chaos.experiment(experiment_of(
      {in_background(python_action("leave_now")), shell_action("slow", "sleep 20")}, {rollback}));
  const Outcome ungraceful = chaos.run({"run", "--rollback-strategy", "always", "experiment.json"});
  EXPECT_THAT(ungraceful.log(), Contains("WARNING Received the exit signal: 30"));
  EXPECT_THAT(chaos.journal()["rollbacks"], IsEmpty());
}

}  // namespace
}  // namespace chaos::testing

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>

#include "support/named_pipe.h"
#include "support/python_experiment.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Lt;

const char* const kTools = R"(
import ctypes, os, stat, sys, time

def quick(): return 1
def hang(): time.sleep(1000)
def spin():
    while True: pass
def stubborn():
    while True:
        try: time.sleep(1000)
        except BaseException: pass
def talk():
    import logging
    while True: logging.getLogger('chaostoolkit').debug('and another thing')
def crash(): ctypes.string_at(0)
def leave(): os._exit(7)
def kill(): os.kill(os.getpid(), 9)
def large(): return 'x' * 50_000_000
def fork():
    child = os.fork()
    if child: os.waitpid(child, 0)
    return os.getpid()
def close_all(): os.closerange(3, 65536)
def close_some(): os.closerange(3, 64)
def write_junk(): os.write(4, b'\xff\xff\xff\xff')
def patch_json():
    import json
    json.dumps = lambda *a, **k: 'x'
    json.JSONEncoder.encode = lambda self, o: 'broken'
def to_connections(junk):
    for fd in map(int, os.listdir('/proc/self/fd')):
        try:
            if fd > 2 and stat.S_ISSOCK(os.fstat(fd).st_mode): os.write(fd, junk)
        except OSError: pass
def write_to_connections(): to_connections(b'\0\0\0\x05hello')
def announce_gigabytes(): to_connections(b'\xff\xff\xff\xff\0'); return 'announced'
def break_json():
    import json
    json.JSONEncoder.encode = lambda self, value: 'broken'
    json.dumps = lambda *arguments, **options: 'x'
def nest():
    value = []
    for _ in range(950): value = [value]
    return value
def print_a_lot():
    for _ in range(100_000): print('y' * 50)
    return 'printed'
)";

/// The last line of the exception of the only run in the journal.
std::string failure_of(const Json& run) {
  EXPECT_EQ(run["status"], "failed") << run.dump(2);
  return run.contains("exception") ? run["exception"].back().get<std::string>() : std::string();
}

/// Plays the activity, then a harmless one, with a rollback from the same module.
Json play(const Json& activity, Outcome* outcome = nullptr) {
  PythonCommand chaos(kTools);
  chaos.experiment(experiment_of({activity, python_action("quick")}, {python_action("quick")}));
  const Outcome ended = chaos.run({"run", "--no-validation", "experiment.json"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  if (outcome != nullptr) *outcome = ended;
  Json journal = chaos.journal();
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_EQ(journal["run"][1]["output"], 1) << "the next activity has a worker again";
  EXPECT_EQ(journal["rollbacks"][0]["output"], 1);
  return journal["run"][0];
}

TEST(PythonFailure, FunctionThatHangsIsEndedAtItsTimeout) {
  const Json run = play(with_timeout(python_action("hang"), 0.3));
  EXPECT_THAT(failure_of(run), HasSubstr("did not end within its timeout of 0.3 seconds"));
  EXPECT_THAT(run["duration"].get<double>(), Lt(5));
}

TEST(PythonFailure, FunctionThatComputesIsEndedAtItsTimeout) {
  EXPECT_THAT(failure_of(play(with_timeout(python_action("spin"), 0.3))), HasSubstr("did not end"));
}

TEST(PythonFailure, FunctionThatLogsWithoutEndIsEndedAtItsTimeout) {
  EXPECT_THAT(failure_of(play(with_timeout(python_action("talk"), 0.3))), HasSubstr("did not end"));
}

TEST(PythonFailure, FunctionThatCannotBeEndedCostsTheWorker) {
  Outcome outcome;
  EXPECT_THAT(failure_of(play(with_timeout(python_action("stubborn"), 2), &outcome)),
              HasSubstr("did not end"));
  EXPECT_THAT(outcome.log(), Contains(HasSubstr("worker was restarted")));
}

TEST(PythonFailure, CrashFailsTheActivityOnly) {
  Outcome outcome;
  EXPECT_THAT(failure_of(play(python_action("crash"), &outcome)),
              HasSubstr("the Python worker was killed by signal 11 (SEGV)"));
  EXPECT_THAT(outcome.err, HasSubstr("in crash")) << "Python says where";
}

TEST(PythonFailure, ExitOfTheProcessFailsTheActivityOnly) {
  EXPECT_THAT(failure_of(play(python_action("leave"))), HasSubstr("exited with code 7"));
}

TEST(PythonFailure, WorkerThatIsKilledFailsTheActivityOnly) {
  EXPECT_THAT(failure_of(play(python_action("kill"))),
              HasSubstr("killed by signal 9 (KILL) (possibly out of memory)"));
}

TEST(PythonFailure, ClosedDescriptorsFailTheActivityOnly) {
  EXPECT_THAT(failure_of(play(python_action("close_all"))),
              HasSubstr("lost its connection with the runner"));
}

TEST(PythonFailure, DescriptorsUsedByAnExtensionAreNotTheConnection) {
  EXPECT_EQ(play(python_action("close_some"))["status"], "succeeded");
  EXPECT_THAT(failure_of(play(python_action("write_junk"))), HasSubstr("Bad file descriptor"));
}

TEST(PythonFailure, ReplacedJsonModuleDoesNoHarm) {
  EXPECT_EQ(play(python_action("patch_json"))["status"], "succeeded");
}

TEST(PythonFailure, OutputNestedTooDeeplyFailsTheActivityOnly) {
  EXPECT_THAT(failure_of(play(python_action("nest"))),
              HasSubstr("a value is nested too deeply: a journal can hold 880 levels"));
}

TEST(PythonFailure, StateNestedTooDeeplyLosesTheHookOnly) {
  PythonCommand chaos(R"(
def after_activity_control(context, state, **kwargs):
    value = []
    for _ in range(950): value = [value]
    state['output'] = value
)");
  Json experiment =
      with_tools_control(experiment_of({shell_action("first", ":")}, {shell_action("back", ":")}));
  const Outcome outcome = chaos.experiment(experiment).run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("what a control changed cannot be used"));
  EXPECT_THAT(names_of(chaos.journal()["rollbacks"]), ElementsAre("back"));
}

TEST(PythonFailure, ForkedChildIsNotASecondWorker) {
  EXPECT_EQ(play(python_action("fork"))["status"], "succeeded");
}

class PythonNoise : public ::testing::TestWithParam<const char*> {};

TEST_P(PythonNoise, FailsTheActivityAtMost) {
  const Json run = play(with_timeout(python_action(GetParam()), 5));
  if (run["status"] == "succeeded") return;
  EXPECT_THAT(failure_of(run), AnyOf(HasSubstr("could not be called: the Python worker"),
                                     HasSubstr("a value is nested too deeply")));
}

TEST_P(PythonNoise, OfABackgroundActivityDoesNotPreventRollbacks) {
  PythonCommand chaos(kTools);
  chaos.experiment(experiment_of({with_timeout(in_background(python_action(GetParam())), 5)},
                                 {python_action("quick")}));
  const Outcome outcome = chaos.run({"run", "--no-validation", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos.journal()["rollbacks"][0]["output"], 1);
}

INSTANTIATE_TEST_SUITE_P(Of, PythonNoise,
                         ::testing::Values("write_to_connections", "announce_gigabytes",
                                           "break_json", "nest"),
                         [](const auto& test) { return std::string(test.param); });

TEST(PythonFailure, GarbageOnTheConnectionIsReportedAsTheReason) {
  EXPECT_THAT(failure_of(play(python_action("write_to_connections"))),
              HasSubstr("sent an invalid message"));
}

TEST(PythonFailure, LargeOutputArrivesCompletely) {
  const Json run = play(python_action("large"));
  EXPECT_EQ(run["output"].get_ref<const std::string&>().size(), 50'000'000u);
}

TEST(PythonFailure, MegabytesPrintedPassThrough) {
  Outcome outcome;
  EXPECT_EQ(play(python_action("print_a_lot"), &outcome)["output"], "printed");
  EXPECT_EQ(outcome.out.size(), 5'100'000u);
}

TEST(PythonFailure, BackgroundFunctionThatHangsFailsAlone) {
  PythonCommand chaos(kTools);
  chaos.experiment(experiment_of(
      {in_background(with_timeout(python_action("hang"), 0.3)), python_action("quick")}));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  const Json journal = chaos.journal();
  for (const auto& run : journal["run"]) {
    if (run["activity"]["name"] == "hang") {
      EXPECT_THAT(failure_of(run), HasSubstr("did not end"));
    } else {
      EXPECT_EQ(run["output"], 1);
    }
  }
}

TEST(PythonFailure, ModuleThatHangsAtImportIsEndedAtTheTimeout) {
  PythonCommand chaos("import time\ntime.sleep(1000)\n");
  chaos.experiment(experiment_of({with_timeout(python_action("go"), 0.3)}));
  EXPECT_EQ(chaos.run({"run", "--no-validation", "experiment.json"}).exit_code, 0);
  EXPECT_THAT(failure_of(chaos.journal()["run"][0]), HasSubstr("did not end within its timeout"));
}

TEST(PythonFailure, WorkerKilledInAControlLosesTheHookOnly) {
  PythonCommand chaos(R"(
import os
configured = []
def configure_control(mark='unset', **kwargs): configured.append(mark)
def before_activity_control(context, **kwargs):
    if context['name'] == 'first': os.kill(os.getpid(), 9)
def after_activity_control(context, state, **kwargs): state['output'] = configured
)");
  Json experiment =
      with_tools_control(experiment_of({shell_action("first", ":"), shell_action("second", ":")}));
  experiment["controls"][0]["provider"]["arguments"] = {{"mark", "set"}};
  const Outcome outcome = chaos.experiment(experiment).run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.log(),
              Contains(HasSubstr("ERROR before_activity_control of 'tools' could not be "
                                 "called: the Python worker was killed by signal 9")));
  const Json journal = chaos.journal();
  for (const auto& run : journal["run"])
    EXPECT_EQ(run["output"], Json::array({"set"}))
        << "the new worker's control is configured again";
}

TEST(PythonFailure, WorkerKilledInARollbackDoesNotPreventTheNext) {
  PythonCommand chaos(kTools);
  chaos.experiment(experiment_of({}, {python_action("kill"), python_action("quick")}));
  chaos.run({"run", "experiment.json"});
  EXPECT_THAT(names_of(chaos.journal()["rollbacks"]), ElementsAre("kill:failed", "quick"));
}

/// Milliseconds from a SIGINT to the end of the program.
double time_to_end(ChaosCommand& chaos, NamedPipe& news) {
  auto running = chaos.start({"run", "--no-validation", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  const auto start = std::chrono::steady_clock::now();
  running.signal(SIGINT).wait();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

TEST(PythonFailure, HookThatHangsIsEndedByASignal) {
  PythonCommand chaos(R"(
import time
def before_activity_control(context, **kwargs):
    with open('news', 'w') as news: news.write('up\n')
    time.sleep(1000)
)");
  NamedPipe news(chaos.path("news"));
  chaos.experiment(with_tools_control(experiment_of({shell_action("a", ":")})));
  EXPECT_THAT(time_to_end(chaos, news), Lt(2000));
  EXPECT_EQ(chaos.journal()["status"], "interrupted");
}

TEST(PythonFailure, DocumentsKeptByAnInterruptedHookMayStillBeChanged) {
  PythonCommand chaos(R"(
import time
kept = []
def before_method_control(context):
    kept.append(context['rollbacks'])
    with open('news', 'w') as news: news.write('up\n')
    time.sleep(1000)
def before_activity_control(context):
    if len(kept[0]) == 1: kept[0].append(dict(context, name='added'))
)");
  NamedPipe news(chaos.path("news"));
  chaos.experiment(
      with_tools_control(experiment_of({shell_action("a", ":")}, {shell_action("back", ":")})));
  auto running = chaos.start({"run", "--rollback-strategy", "always", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  running.signal(SIGINT).wait();
  EXPECT_THAT(names_of(chaos.journal()["rollbacks"]), ElementsAre("back", "added"));
}

TEST(PythonFailure, ThousandCallsLeaveNothingBehind) {
  PythonCommand chaos(R"(
import os
def count():
    return [len(os.listdir('/proc/%d/fd' % pid)) for pid in (os.getpid(), os.getppid())] + [
        len(os.listdir('/proc/%d/task' % os.getpid()))]
)");
  std::vector<Json> method(1000, python_action("count"));
  chaos.experiment(experiment_of(method));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  const Json runs = chaos.journal()["run"];
  EXPECT_EQ(runs.front()["output"], runs.back()["output"]);
}

}  // namespace
}  // namespace chaos::testing

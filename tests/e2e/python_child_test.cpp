#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <string>
#include <utility>

#include "support/named_pipe.h"
#include "support/python_experiment.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const char* const kTools = R"(
import multiprocessing, os, signal, subprocess, time

context = multiprocessing.get_context('fork')

def quick(): return 1
def wait_for_ever():
    with open('news', 'w') as news: news.write('up\n')
    time.sleep(1000)
def terminate_daemon():
    process = context.Process(target=time.sleep, args=(1000,), daemon=True)
    process.start()
    process.terminate()
    process.join()
    return process.exitcode
def leave_daemon(): context.Process(target=time.sleep, args=(1000,), daemon=True).start()
def join():
    process = context.Process(target=wait_for_ever)
    process.start()
    process.join()
def program():
    process = subprocess.Popen(['sleep', '1000'], preexec_fn=os.setsid)
    process.terminate()
    return process.wait()
def run_program():
    subprocess.run(['sh', '-c', 'echo $$ > child; echo up > news; exec sleep 1000'])
def be_a_daemon():
    process = context.Process(target=run_program, daemon=True)
    process.start()
    process.join()
def pool():
    with context.Pool(2) as pool: return pool.map(abs, [-1, -2])
)";

TEST(PythonChild, ChildrenOfAnExtensionCanBeEnded) {
  PythonCommand chaos(kTools);
  chaos.experiment(experiment_of({python_action("terminate_daemon"), python_action("program"),
                                  python_action("pool"), python_action("leave_daemon"),
                                  python_action("quick")}));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["run"][0]["output"], -SIGTERM);
  EXPECT_EQ(journal["run"][1]["output"], -SIGTERM);
  EXPECT_EQ(journal["run"][2]["output"], Json::array({1, 2}));
  EXPECT_EQ(journal["run"][4]["output"], 1);
}

TEST(PythonChild, TimeoutEndsAFunctionThatWaitsForAChild) {
  PythonCommand chaos(kTools);
  NamedPipe news(chaos.path("news"));
  chaos.experiment(
      experiment_of({with_timeout(python_action("join"), 0.3)}, {python_action("quick")}));
  auto running = chaos.start({"run", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  EXPECT_EQ(running.wait().exit_code, 0) << "the child does not keep the program from ending";
  const Json journal = chaos.journal();
  EXPECT_THAT(journal["run"][0]["exception"].back().get<std::string>(), HasSubstr("did not end"));
  EXPECT_EQ(journal["rollbacks"][0]["output"], 1);
}

TEST(PythonChild, InterruptionEndsAFunctionThatWaitsForAChild) {
  PythonCommand chaos(kTools);
  NamedPipe news(chaos.path("news"));
  chaos.experiment(experiment_of({python_action("join")}, {python_action("quick")}));
  auto running = chaos.start({"run", "--rollback-strategy", "always", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  running.signal(SIGINT).wait();
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["status"], "interrupted");
  EXPECT_EQ(journal["rollbacks"][0]["output"], 1);
}

/// Functions that wait for a program that they have started, directly or through another process.
class StartedProgram : public ::testing::TestWithParam<const char*> {
 protected:
  RunningChaos start(Json action) {
    action["rollback"] = python_action("quick");
    chaos_.experiment(experiment_of({std::move(action)}));
    auto running = chaos_.start({"run", "experiment.json"});
    EXPECT_EQ(news_.read_line(), "up");
    child_ = std::stoi(chaos_.text("child"));
    return running;
  }
  /// It may still be a zombie.
  bool child_is_gone() const {
    std::ifstream file("/proc/" + std::to_string(child_) + "/stat");
    std::string number, name, state;
    return !(file >> number >> name >> state) || state == "Z" || state == "X";
  }

  PythonCommand chaos_{kTools};
  NamedPipe news_{chaos_.path("news")};
  int child_ = 0;
};

TEST_P(StartedProgram, EndsWithItsFunctionBeforeTheUndo) {
  auto running = start(with_timeout(python_action(GetParam()), 0.5));
  EXPECT_EQ(running.wait().exit_code, 0);
  EXPECT_TRUE(child_is_gone());
}

TEST_P(StartedProgram, EndsWhenTheRunIsInterrupted) {
  auto running = start(python_action(GetParam()));
  running.signal(SIGTERM).wait();
  EXPECT_TRUE(child_is_gone());
  EXPECT_EQ(chaos_.journal()["rollbacks"][0]["output"], 1);
}

TEST_P(StartedProgram, EndsWhenTheRunIsKilled) {
  auto running = start(python_action(GetParam()));
  running.signal(SIGKILL).wait();  // the watchdog has the run's outputs, and ends first
  EXPECT_TRUE(child_is_gone());
  EXPECT_EQ(chaos_.journal()["rollbacks"][0]["output"], 1);
}

INSTANTIATE_TEST_SUITE_P(OfAPythonFunction, StartedProgram,
                         ::testing::Values("run_program", "be_a_daemon"));

}  // namespace
}  // namespace chaos::testing

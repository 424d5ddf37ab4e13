#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>

#include "support/named_pipe.h"
#include "support/python_experiment.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::Lt;

const char* const kTools = R"(
import _thread, io, logging, os, signal, threading, time

def quick(): return 1
def announce(text='up'):
    with open('news', 'w') as news: news.write(text + '\n')
def hang():
    announce()
    time.sleep(1000)
def spin():
    announce()
    while True: pass
def stubborn():
    announce()
    while True:
        try: time.sleep(1000)
        except BaseException: pass
def stubborn_later():
    start = None
    while True:
        try:
            if start is None: announce()
            while start is None or time.monotonic() < start + 1.5: time.sleep(0.1)
            announce('still here')
            start = float('inf')
        except BaseException:
            start = start or time.monotonic()
def breaks(toxic='toxic'):
    open(toxic, 'w').close()
    announce()
    time.sleep(1000)
def cleans_up_and_raises():
    try: breaks()
    except KeyboardInterrupt:
        os.remove('toxic')
        raise
def cleans_up_slowly():
    try: breaks()
    finally:
        time.sleep(0.5)
        os.remove('toxic')
def cleans_up_and_returns():
    try: breaks()
    except KeyboardInterrupt:
        os.remove('toxic')
        return 'cleaned up'
def fails_to_clean_up():
    try: breaks()
    except KeyboardInterrupt: raise ValueError('cannot clean up')
def tells_what():
    try: breaks()
    except BaseException as error: return '%s: %s' % (type(error).__name__, error)
class BrokenPipe(io.RawIOBase):
    def writable(self): return True
    def write(self, data): breaks()
class BreaksAtItsEnd:
    def __del__(self): breaks()
class BreaksInEmit(logging.Handler):
    def emit(self, record):
        try: breaks()
        except Exception: self.handleError(record)
def cleans_up_after(breaking):
    try:
        breaking()
        time.sleep(1000)
    except BaseException:
        os.remove('toxic')
        raise
def lost_in_a_file(): cleans_up_after(lambda: io.BufferedWriter(BrokenPipe()).write(b'x') and None)
def lost_in_a_destructor(): cleans_up_after(BreaksAtItsEnd)
def lost_in_a_log_handler(): cleans_up_after(lambda: BreaksInEmit().handle(logging.makeLogRecord({})))
def limits_itself():
    timer = threading.Timer(0, _thread.interrupt_main)
    try:
        timer.start()
        time.sleep(1000)
    except KeyboardInterrupt: return 'interrupted'
def signals_itself():
    try:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1000)
    except KeyboardInterrupt: return 'interrupted'
)";

double milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

/// An experiment whose only action calls the function, with a rollback that is always played.
class Played {
 public:
  explicit Played(const std::string& function) : chaos_(kTools), news_(chaos_.path("news")) {
    chaos_.experiment(
        experiment_of({python_action(function), python_action("quick")}, {python_action("quick")}));
  }

  Played& interrupt(int number = SIGINT) {
    auto running = start();
    const auto at = std::chrono::steady_clock::now();
    running.signal(number).wait();
    time_ = milliseconds_since(at);
    return *this;
  }

  RunningChaos start() {
    auto running = chaos_.start(
        {"run", "--no-validation", "--rollback-strategy", "always", "experiment.json"});
    EXPECT_EQ(news_.read_line(), "up");
    return running;
  }

  NamedPipe& news() { return news_; }
  double milliseconds() const { return time_; }
  Json journal() const {
    Json journal = chaos_.journal();
    EXPECT_EQ(journal["status"], "interrupted");
    EXPECT_EQ(journal["run"].size(), 1u) << "the next activity is not played";
    EXPECT_EQ(journal["rollbacks"][0]["output"], 1) << "the rollback has a worker";
    return journal;
  }
  Json run() const { return journal()["run"][0]; }
  bool is_clean() const { return !std::filesystem::exists(chaos_.path("toxic")); }

 private:
  PythonCommand chaos_;
  NamedPipe news_;
  double time_ = 0;
};

TEST(PythonInterruption, EndsAFunctionAtOnce) {
  for (const char* function : {"hang", "spin"}) {
    Played played(function);
    // The promise is 200 ms on an idle machine; tests share theirs.
    EXPECT_THAT(played.interrupt().milliseconds(), Lt(2000)) << function;
    EXPECT_FALSE(played.run().contains("status")) << function;
  }
}

TEST(PythonInterruption, RunsHandlersForKeyboardInterrupt) {
  Played played("cleans_up_and_raises");
  EXPECT_FALSE(played.interrupt().run().contains("status"));
  EXPECT_TRUE(played.is_clean());
}

TEST(PythonInterruption, IsRaisedAgainIfItIsLost) {
  for (const char* function : {"lost_in_a_file", "lost_in_a_destructor", "lost_in_a_log_handler"}) {
    for (const int number : {SIGINT, SIGTERM}) {
      Played played(function);
      EXPECT_FALSE(played.interrupt(number).run().contains("status")) << function;
      EXPECT_TRUE(played.is_clean()) << function << " " << number;
    }
  }
}

TEST(PythonInterruption, WaitsForAFunctionThatCleansUp) {
  Played played("cleans_up_slowly");
  EXPECT_FALSE(played.interrupt().run().contains("status"));
  EXPECT_TRUE(played.is_clean());
}

TEST(PythonInterruption, RecordsWhatAFunctionReturnsAfterCleaningUp) {
  Played played("cleans_up_and_returns");
  const Json run = played.interrupt().run();
  EXPECT_EQ(run["status"], "succeeded");
  EXPECT_EQ(run["output"], "cleaned up");
  EXPECT_TRUE(played.is_clean());
}

TEST(PythonInterruption, RecordsWhatAFunctionRaisesInstead) {
  const Json run = Played("fails_to_clean_up").interrupt().run();
  EXPECT_EQ(run["status"], "failed");
  EXPECT_THAT(run["exception"].back().get<std::string>(), HasSubstr("ValueError: cannot clean up"));
}

TEST(PythonInterruption, RaisesWhatTheReferenceRaises) {
  EXPECT_EQ(Played("tells_what").interrupt(SIGTERM).run()["output"],
            "InterruptExecution: SIGTERM signal received");
  EXPECT_EQ(Played("tells_what").interrupt(SIGUSR1).run()["output"], "SystemExit: 20");
}

TEST(PythonInterruption, EndsAFunctionThatContinuesAfterItsTimeToCleanUp) {
  Played played("stubborn");
  EXPECT_THAT(played.interrupt().milliseconds(), Lt(10'000));
  EXPECT_FALSE(played.run().contains("status"));
}

TEST(PythonInterruption, SecondStopImmediatelyEndsAFunctionThatContinues) {
  Played played("stubborn_later");
  auto running = played.start();
  running.signal(SIGINT);
  EXPECT_EQ(played.news().read_line(), "still here");  // more than a second later
  const auto at = std::chrono::steady_clock::now();
  running.signal(SIGINT).wait();
  EXPECT_THAT(milliseconds_since(at), Lt(2000));
  EXPECT_FALSE(played.run().contains("status"));
}

TEST(PythonInterruption, TimeoutRunsHandlersForKeyboardInterrupt) {
  PythonCommand chaos(kTools);
  NamedPipe news(chaos.path("news"));
  chaos.experiment(experiment_of({with_timeout(python_action("cleans_up_and_raises"), 0.3)}));
  auto running = chaos.start({"run", "--no-validation", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  EXPECT_EQ(running.wait().exit_code, 0);
  EXPECT_THAT(chaos.journal()["run"][0]["exception"].back().get<std::string>(),
              HasSubstr("did not end within its timeout of 0.3 seconds"));
  EXPECT_FALSE(std::filesystem::exists(chaos.path("toxic")));
}

TEST(PythonInterruption, FunctionThatInterruptsItselfGetsKeyboardInterrupt) {
  PythonCommand chaos(kTools);
  chaos.experiment(
      experiment_of({python_action("limits_itself"), python_action("signals_itself")}));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["status"], "completed");
  for (const auto& run : journal["run"])
    EXPECT_EQ(run["output"], "interrupted");
}

}  // namespace
}  // namespace chaos::testing

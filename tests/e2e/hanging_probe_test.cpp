#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/chaos_command.h"
#include "support/http_server.h"
#include "support/named_pipe.h"
#include "support/python_experiment.h"

// Safeguards and facts whose probes hang and ignore whatever is to end them.

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

/// From what is to end a probe until the program has ended, on a busy machine.
constexpr std::chrono::seconds kPrompt(9);

const std::vector<std::string> kRun{"run", "--no-validation", "experiment.json"};
const std::vector<std::string> kRollBack{"run", "--no-validation", "--rollback-strategy", "always",
                                         "experiment.json"};
const std::vector<Json> kPutBack{shell_action("put back", "touch back")};

Outcome wait_promptly(RunningChaos& running) {
  const auto begin = std::chrono::steady_clock::now();
  Outcome outcome = running.wait();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, kPrompt);
  return outcome;
}

void wait_for_file(const ChaosCommand& chaos, const std::string& name) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!chaos.exists(name) && std::chrono::steady_clock::now() < limit)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  ASSERT_TRUE(chaos.exists(name));
}

/// As soon as there is a file "broken", it says so with a file "hangs", and hangs.
Json process_probe(const std::string& name) {
  return shell_probe(name,
                     "test ! -e broken || { trap '' TERM INT HUP; touch hangs; "
                     "while :; do sleep 1000; done; }");
}

const char* const kTools = R"(
import os, re, time

def touch(name): open(name, 'w').close()
def until(name):
    while not os.path.exists(name): time.sleep(0.01)
def healthy():
    if os.path.exists('broken'):
        touch('hangs')
        while True:
            try: time.sleep(1000)
            except BaseException: pass
    return 0
def seizes_python():
    if os.path.exists('broken'):
        touch('hangs')
        re.match('(a+)+$', 'a' * 60 + 'b')
    return 0
)";

Json python_probe(const std::string& function) {
  Json probe = python_action(function);
  probe["type"] = "probe";
  probe["name"] = "healthy";
  probe["tolerance"] = 0;
  return probe;
}

Json with_safeguard(Json experiment, Json probe, double timeout) {
  probe["timeout"] = timeout;
  probe["interval"] = 0.02;
  experiment["extensions"] = {{{"name", "chaos"}, {"safeguards", {std::move(probe)}}}};
  return experiment;
}

Json with_fact(Json experiment, Json probe, double timeout) {
  probe["timeout"] = timeout;
  probe.erase("tolerance");
  experiment["extensions"] = {{{"name", "chaos"}, {"facts", {std::move(probe)}}}};
  return experiment;
}

/// Breaks the system and returns once the safeguard's probe hangs.
const Json kUntilItHangs =
    shell_action("break", "touch broken; while [ ! -e hangs ]; do sleep 0.02; done");
const Json kBreakForEver = shell_action("break", "touch broken; sleep 1000");
constexpr double kEver = 1000;
constexpr double kSoon = 1;

Json block_of(const Json& journal) {
  return journal.at("extensions").at(0);
}

class HangingProbe : public ::testing::Test {
 protected:
  PythonCommand chaos_{kTools};
};

TEST_F(HangingProbe, OfASafeguardIsABreach) {
  for (const Json& probe : {process_probe("healthy"), python_probe("healthy")}) {
    PythonCommand chaos{kTools};
    chaos.experiment(with_safeguard(experiment_of({kBreakForEver}, kPutBack), probe, kSoon));
    RunningChaos running = chaos.start(kRollBack);
    running.wait_for_log("Action: break");
    const Outcome outcome = wait_promptly(running);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.log(), Contains("CRITICAL Safeguard 'healthy' was breached: its probe did "
                                        "not answer within 1s."));
    EXPECT_TRUE(chaos.exists("back"));
    const Json journal = chaos.journal();
    EXPECT_EQ(block_of(journal)["stopped"]["by"], "safeguard 'healthy'");
    EXPECT_EQ(block_of(journal)["safeguards"][0]["breach"]["reason"],
              "its probe did not answer within 1s");
  }
}

TEST_F(HangingProbe, OfASafeguardDoesNotHoldUpTheEndOfTheRun) {
  for (const Json& probe : {process_probe("healthy"), python_probe("healthy")}) {
    PythonCommand chaos{kTools};
    chaos.experiment(with_safeguard(experiment_of({kUntilItHangs}, kPutBack), probe, kEver));
    RunningChaos running = chaos.start(kRun);
    running.wait_for_log("Action: break");
    EXPECT_EQ(wait_promptly(running).exit_code, 0);
    EXPECT_TRUE(chaos.exists("back"));
    EXPECT_EQ(chaos.journal()["status"], "completed");
  }
}

TEST_F(HangingProbe, OfASafeguardDoesNotHoldUpAStop) {
  for (const Json& probe : {process_probe("healthy"), python_probe("healthy")}) {
    PythonCommand chaos{kTools};
    chaos.experiment(with_safeguard(experiment_of({kBreakForEver}, kPutBack), probe, kEver));
    RunningChaos running = chaos.start(kRollBack);
    wait_for_file(chaos, "hangs");
    running.signal(SIGTERM);
    wait_promptly(running);
    EXPECT_TRUE(chaos.exists("back"));
    EXPECT_EQ(chaos.journal()["status"], "interrupted");
  }
}

TEST_F(HangingProbe, OfASafeguardKeepsTheRunFromStarting) {
  chaos_.file("broken", "")
      .experiment(with_safeguard(experiment_of({shell_action("act", "touch acted")}),
                                 process_probe("healthy"), kSoon));
  const Outcome outcome = chaos_.run(kRun);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains("CRITICAL Safeguard 'healthy' was breached: its probe did "
                                      "not answer within 1s."));
  EXPECT_FALSE(chaos_.exists("acted"));
  EXPECT_FALSE(chaos_.exists("journal.json"));
}

TEST_F(HangingProbe, OfASafeguardDoesNotHoldUpAStopBeforeTheRun) {
  for (const Json& probe : {process_probe("healthy"), python_probe("healthy")}) {
    PythonCommand chaos{kTools};
    chaos.file("broken", "")
        .experiment(
            with_safeguard(experiment_of({shell_action("act", "touch acted")}), probe, kEver));
    RunningChaos running = chaos.start(kRun);
    wait_for_file(chaos, "hangs");
    running.signal(SIGTERM);
    wait_promptly(running);
    EXPECT_FALSE(chaos.exists("acted"));
    EXPECT_FALSE(chaos.exists("journal.json"));
  }
}

TEST_F(HangingProbe, IsEndedWhenAServerDoesNotAnswer) {
  HttpServer server({hang()});
  const Json probe = {{"type", "probe"},
                      {"name", "healthy"},
                      {"tolerance", 200},
                      {"provider", {{"type", "http"}, {"url", server.url()}, {"timeout", 1000}}}};
  chaos_.experiment(
      with_safeguard(experiment_of({shell_action("act", "touch acted")}), probe, kSoon));
  EXPECT_THAT(chaos_.run(kRun).log(), Contains("CRITICAL Safeguard 'healthy' was breached: its "
                                               "probe did not answer within 1s."));
  EXPECT_FALSE(chaos_.exists("acted"));
}

TEST_F(HangingProbe, DoesNotKeepARollbackFromUsingPython) {
  const Json put_back = python_action("touch", {{"name", "back"}});
  chaos_.experiment(with_safeguard(experiment_of({kUntilItHangs}, {put_back}),
                                   python_probe("seizes_python"), kEver));
  RunningChaos running = chaos_.start(kRun);
  running.wait_for_log("Action: break");
  const Outcome outcome = wait_promptly(running);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_TRUE(chaos_.exists("back"));
  EXPECT_THAT(outcome.log(), Contains(HasSubstr("WARNING A Python function that could not be "
                                                "ended keeps all others from running")));
}

TEST_F(HangingProbe, OfAFactKeepsTheRunFromStarting) {
  chaos_.file("broken", "")
      .experiment(with_fact(experiment_of({shell_action("act", "touch acted")}),
                            process_probe("leader"), kSoon));
  const Outcome outcome = chaos_.run(kRun);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains("CRITICAL The fact 'leader' cannot be queried: its probe did "
                                      "not answer within 1s."));
  EXPECT_FALSE(chaos_.exists("acted"));
}

TEST_F(HangingProbe, OfAFactIsReportedAfterTheRollbacks) {
  chaos_.experiment(with_fact(experiment_of({shell_action("break", "touch broken")}, kPutBack),
                              process_probe("leader"), kSoon));
  RunningChaos running = chaos_.start(kRun);
  running.wait_for_log("Action: put back");
  const Outcome outcome = wait_promptly(running);
  EXPECT_THAT(outcome.err, HasSubstr("System left as found: not checked: the fact 'leader' could "
                                     "not be queried again: its probe did not answer within 1s"));
  EXPECT_TRUE(chaos_.exists("back"));
}

TEST_F(HangingProbe, OfAFactDoesNotHoldUpAStop) {
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
    PythonCommand chaos{kTools};
    chaos.experiment(with_fact(experiment_of({shell_action("break", "touch broken")}, kPutBack),
                               process_probe("leader"), kEver));
    RunningChaos running = chaos.start(kRun);
    wait_for_file(chaos, "hangs");
    running.signal(number);
    const Outcome outcome = wait_promptly(running);
    EXPECT_THAT(outcome.err, HasSubstr("System left as found: not checked: the run was interrupted "
                                       "first"));
    EXPECT_EQ(names_of(chaos.journal()["rollbacks"]), std::vector<std::string>{"put back"});
  }
}

TEST_F(HangingProbe, OfAFactDoesNotHoldUpAStopOfALaterRollback) {
  chaos_.experiment(with_fact(experiment_of({shell_action("break", "touch broken")}, kPutBack),
                              process_probe("leader"), kSoon));
  chaos_.run({"run", "--rollback-strategy", "never", "experiment.json"});
  std::filesystem::remove(chaos_.path("hangs"));
  Json journal = chaos_.json("journal.json");
  journal["experiment"]["extensions"][0]["facts"][0]["timeout"] = kEver;
  chaos_.file("journal.json", to_json_text(journal));
  RunningChaos running = chaos_.start({"rollback", "journal.json"});
  wait_for_file(chaos_, "hangs");
  running.signal(SIGTERM);
  wait_promptly(running);
  EXPECT_TRUE(chaos_.exists("back"));
  EXPECT_EQ(names_of(chaos_.journal()["rollbacks"]), std::vector<std::string>{"put back"});
}

}  // namespace
}  // namespace chaos::testing

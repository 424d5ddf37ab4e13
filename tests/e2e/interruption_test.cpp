#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <string>
#include <tuple>

#include "support/chaos_command.h"
#include "support/http_server.h"
#include "support/named_pipe.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// From the signal until the program has written its journal and exited. This takes tens of
/// milliseconds; a busy machine gets more.
constexpr std::chrono::seconds kPrompt(2);

const std::vector<Json> kPutBack{shell_action("put back", "touch back")};
const Json kHang = shell_action("hang", "sleep 1000");
/// An action that reports its start: its record is logged shortly before it begins.
const Json kTellingHang = shell_action("hang", "echo up > news; sleep 1000");

Outcome wait_promptly(RunningChaos& running) {
  const auto signalled = std::chrono::steady_clock::now();
  Outcome outcome = running.wait();
  EXPECT_LT(std::chrono::steady_clock::now() - signalled, kPrompt);
  return outcome;
}

/// A signal, and the reference's message about it at the end of the run.
struct Signal {
  int number;
  const char* name;
  const char* message;
};

const Signal kSignals[] = {{SIGINT, "SIGINT", "WARNING Received a termination signal (Ctrl-C)..."},
                           {SIGTERM, "SIGTERM", "CRITICAL SIGTERM signal received"},
                           {SIGHUP, "SIGHUP", "CRITICAL SIGHUP signal received"},
                           {SIGQUIT, "SIGQUIT", "CRITICAL SIGQUIT signal received"},
                           {SIGUSR1, "SIGUSR1", "WARNING Received the exit signal: 20"},
                           {SIGUSR2, "SIGUSR2", "WARNING Received the exit signal: 30"}};

/// A place in a run that would last forever, and the record after which it is reached.
struct Place {
  const char* name;
  Json (*experiment)(const HttpServer& silent);
  const char* reached;
};

Json in_process(const HttpServer&) {
  return experiment_of({kHang}, kPutBack);
}

Json in_pause(const HttpServer&) {
  Json action = shell_action("hang", "true");
  action["pauses"] = {{"before", 1000}};
  return experiment_of({action}, kPutBack);
}

Json in_request(const HttpServer& silent) {
  const Json action = {{"type", "action"},
                       {"name", "hang"},
                       {"provider", {{"type", "http"}, {"url", silent.url()}}}};
  return experiment_of({action}, kPutBack);
}

Json in_hypothesis(const HttpServer&) {
  return with_hypothesis(experiment_of({shell_action("never", "touch never")}, kPutBack),
                         {shell_probe("hang", "sleep 1000")});
}

const Place kPlaces[] = {{"Process", in_process, "Action: hang"},
                         {"Pause", in_pause, "Pausing before next activity for 1000s..."},
                         {"Request", in_request, "Action: hang"},
                         {"Hypothesis", in_hypothesis, "Probe: hang"}};

class Interruption : public ::testing::TestWithParam<std::tuple<Signal, Place>> {};

TEST_P(Interruption, EndsTheForegroundAtOnceAndRollsBackWhenAskedTo) {
  const auto& [signal, place] = GetParam();
  const HttpServer silent({hang()});
  ChaosCommand chaos;
  chaos.experiment(place.experiment(silent));
  auto running = chaos.start({"run", "--rollback-strategy", "always", "experiment.json"});
  running.wait_for_log(place.reached);
  if (std::string(place.name) == "Request") silent.wait_for_requests(1);
  running.signal(signal.number);
  const Outcome outcome = wait_promptly(running);

  EXPECT_EQ(outcome.exit_code, 1);
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["status"], "interrupted");
  EXPECT_EQ(journal["deviated"], false);
  EXPECT_THAT(outcome.log(), Contains(signal.message));
  EXPECT_FALSE(chaos.exists("never"));
  const bool rolls_back = signal.number != SIGUSR2;
  EXPECT_EQ(names_of(journal["rollbacks"]).size(), rolls_back ? 1U : 0U);
  EXPECT_EQ(chaos.exists("back"), rolls_back);
  EXPECT_FALSE(chaos.exists("journal.json.wal"));
}

INSTANTIATE_TEST_SUITE_P(Everywhere, Interruption,
                         ::testing::Combine(::testing::ValuesIn(kSignals),
                                            ::testing::ValuesIn(kPlaces)),
                         [](const auto& test) {
                           return std::string(std::get<0>(test.param).name) +
                                  std::get<1>(test.param).name;
                         });

class InterruptedRollbacks : public ::testing::TestWithParam<Signal> {};

TEST_P(InterruptedRollbacks, EndAtOnce) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  chaos.experiment(experiment_of(
      {shell_action("act", "true")},
      {shell_action("first", "touch first"), kTellingHang, shell_action("last", "touch last")}));
  auto running = chaos.start({"run", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  running.signal(GetParam().number);
  const Outcome outcome = wait_promptly(running);

  EXPECT_EQ(outcome.exit_code, 1);
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["status"], "interrupted");
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("first", "hang:none")) << outcome.err;
  EXPECT_FALSE(chaos.exists("last"));
}

INSTANTIATE_TEST_SUITE_P(BySignal, InterruptedRollbacks,
                         ::testing::Values(kSignals[0], kSignals[4], kSignals[5]),
                         [](const auto& test) { return std::string(test.param.name); });

/// A request to exit has to wait for the rollbacks.
class ContinuedRollbacks : public ::testing::TestWithParam<Signal> {};

TEST_P(ContinuedRollbacks, AreNotCutShortByTheFirstSignal) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  NamedPipe go(chaos.path("go"));
  chaos.experiment(experiment_of({shell_action("act", "true")},
                                 {shell_action("slow", "echo up > news; read word < go"),
                                  shell_action("last", "touch last")}));
  auto running = chaos.start({"run", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  running.signal(GetParam().number);
  running.wait_for_log(std::string("Caught ") + GetParam().name +
                       " signal: the rollbacks continue");
  go.write_line();

  EXPECT_EQ(running.wait().exit_code, 0);
  EXPECT_THAT(names_of(chaos.journal()["rollbacks"]), ElementsAre("slow", "last"));
  EXPECT_TRUE(chaos.exists("last"));
}

INSTANTIATE_TEST_SUITE_P(BySignal, ContinuedRollbacks,
                         ::testing::Values(kSignals[1], kSignals[2], kSignals[3]),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Interruptions, DoNotPlayRollbacksByDefault) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  chaos.experiment(experiment_of({kTellingHang}, kPutBack));
  auto running = chaos.start({"run", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  running.signal(SIGINT);
  wait_promptly(running);
  EXPECT_THAT(chaos.journal()["rollbacks"], IsEmpty());
  EXPECT_THAT(names_of(chaos.journal()["run"]), ElementsAre("hang:none"));
}

TEST(Interruptions, EndTheRollbacksThatAnEarlierOneBegan) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  chaos.experiment(experiment_of(
      // A second signal within a second would not count.
      {kHang}, {shell_action("roll back", "sleep 1.1; echo up > news; sleep 1000"), kPutBack[0]}));
  auto running = chaos.start({"run", "--rollback-strategy", "always", "experiment.json"});
  running.wait_for_log("Action: hang").signal(SIGINT);
  EXPECT_EQ(news.read_line(), "up");
  running.signal(SIGINT);
  const Outcome outcome = wait_promptly(running);
  EXPECT_THAT(outcome.log(),
              Contains("WARNING Received an exit signal.Terminating now without running the "
                       "remaining rollbacks."));
  EXPECT_THAT(names_of(chaos.journal()["rollbacks"]), ElementsAre("roll back:none"));
  EXPECT_FALSE(chaos.exists("back"));
}

TEST(Interruptions, LetBackgroundActivitiesFinish) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  Json background = shell_action("background",
                                 "until [ -e ended ]; do sleep 0.01; done; "
                                 "touch finished");
  background["background"] = true;
  chaos.experiment(
      experiment_of({background, shell_action("foreground",
                                              "trap 'touch ended' TERM; echo up > news; "
                                              "sleep 1000 & wait")}));
  auto running = chaos.start({"run", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  running.signal(SIGINT).signal(SIGTERM);  // one stop: nobody decides twice within a moment
  EXPECT_EQ(running.wait().exit_code, 1);
  EXPECT_TRUE(chaos.exists("finished"));
  EXPECT_THAT(names_of(chaos.journal()["run"]),
              UnorderedElementsAre("background", "foreground:none"));
}

TEST(Interruptions, EndBackgroundActivitiesTheSecondTime) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  // A second signal within a second would not count.
  Json background = shell_action("background",
                                 "until [ -e down ]; do sleep 0.01; done; sleep 1.1; "
                                 "echo later > news; sleep 1000");
  background["background"] = true;
  chaos.experiment(experiment_of(
      {background,
       shell_action("foreground", "trap 'touch down' TERM; echo up > news; sleep 1000 & wait")}));
  auto running = chaos.start({"run", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  running.signal(SIGINT);
  EXPECT_EQ(news.read_line(), "later");
  running.signal(SIGINT);
  const Outcome outcome = wait_promptly(running);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(names_of(chaos.journal()["run"]),
              UnorderedElementsAre("background:none", "foreground:none"));
}

TEST(Interruptions, EndBackgroundActivitiesWithSigusr2) {
  ChaosCommand chaos;
  Json background = shell_action("background", "sleep 1000");
  background["background"] = true;
  chaos.experiment(experiment_of({background, kHang}, kPutBack));
  auto running = chaos.start({"run", "--rollback-strategy", "always", "experiment.json"});
  running.wait_for_log("Action: hang").signal(SIGUSR2);
  const Outcome outcome = wait_promptly(running);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains("WARNING Ignoring rollbacks as per signal"));
  EXPECT_THAT(chaos.journal()["rollbacks"], IsEmpty());
}

TEST(Interruptions, EndTheContinuousHypothesis) {
  ChaosCommand chaos;
  chaos.experiment(with_hypothesis(experiment_of({kHang}), {shell_probe("watch", "true")}));
  auto running = chaos.start({"run", "--hypothesis-strategy", "continuously",
                              "--hypothesis-frequency", "1000", "experiment.json"});
  running.wait_for_log("Executing the steady-state hypothesis continuously every 1000.0 seconds");
  running.wait_for_log("Steady state hypothesis is met!").signal(SIGTERM);
  EXPECT_EQ(wait_promptly(running).exit_code, 1);
  EXPECT_EQ(chaos.journal()["status"], "interrupted");
}

TEST(Interruptions, BeforeTheRunLeaveNothing) {
  const HttpServer silent({hang()});
  ChaosCommand chaos;
  auto running = chaos.start({"run", silent.url("/experiment.json")});
  silent.wait_for_requests(1);
  running.signal(SIGINT);
  const Outcome outcome = wait_promptly(running);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains("WARNING Stopped by a signal"));
  EXPECT_FALSE(chaos.exists("journal.json"));
}

}  // namespace
}  // namespace chaos::testing

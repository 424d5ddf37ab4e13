#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <string>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

Json in_background(Json activity) {
  activity["background"] = true;
  return activity;
}

TEST(Background, RunsInParallelToLaterActivities) {
  // Each waits for the other, so they must run at the same time.
  ChaosCommand chaos;
  const Outcome outcome =
      chaos
          .experiment(experiment_of(
              {in_background(
                   shell_action("left", "touch left; until [ -e right ]; do sleep 0.01; done")),
               shell_action("right", "touch right; until [ -e left ]; do sleep 0.01; done")}))
          .run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(names_of(chaos.journal()["run"]), UnorderedElementsAre("left", "right"));
  EXPECT_THAT(outcome.log(), ::testing::Contains("INFO Action: left [in background]"));
}

TEST(Background, IsWaitedForBeforeTheHypothesisIsCheckedAgain) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos
          .experiment(with_hypothesis(
              experiment_of({in_background(shell_action("slow", "sleep 0.2; touch late"))}),
              {shell_probe("after", "if [ -e begun ]; then test -e late; else touch begun; fi")}))
          .run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(chaos.journal()["steady_states"]["after"]["steady_state_met"], true);
}

TEST(Background, RecordsEachRunSeparately) {
  Json method = Json::array();
  for (int i = 0; i < 12; ++i) {
    method.push_back(
        in_background(shell_action("a" + std::to_string(i), "echo " + std::to_string(i))));
  }
  ChaosCommand chaos;
  EXPECT_EQ(chaos.experiment(experiment_of(method)).run({"run", "experiment.json"}).exit_code, 0);
  const Json runs = chaos.journal()["run"];
  ASSERT_EQ(runs.size(), 12U);
  for (const auto& run : runs) {
    const std::string name = run["activity"]["name"];
    EXPECT_EQ("a" + run["output"]["stdout"].get<std::string>(), name + "\n");
    EXPECT_EQ(run["status"], "succeeded");
  }
}

TEST(Background, EndsOnlyItselfIfItCannotBeExecuted) {
  Json impossible = in_background(shell_action("impossible", "true"));
  impossible["provider"]["path"] = "no-such-program";
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.experiment(experiment_of({impossible, shell_action("next", "true")}))
          .run({"run", "--no-validation", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(names_of(chaos.journal()["run"]), UnorderedElementsAre("impossible:none", "next"));
}

TEST(Background, RollbacksAreWaitedFor) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({}, {in_background(shell_action("slow", "sleep 0.1; touch back")),
                                      shell_action("quick", "true")}));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  EXPECT_TRUE(chaos.exists("back"));
  EXPECT_THAT(names_of(chaos.journal()["rollbacks"]), UnorderedElementsAre("slow", "quick"));
}

class StoppedBackground : public ::testing::Test {
 protected:
  RunningChaos start() {
    chaos_.experiment(experiment_of({in_background(shell_action("slow", "exec sleep 1000")),
                                     shell_action("hold", "exec sleep 1000")}));
    RunningChaos running = chaos_.start({"run", "experiment.json"});
    running.wait_for_log("Action: hold");
    return running;
  }

  ChaosCommand chaos_;
};

TEST_F(StoppedBackground, IsNamedAtOnceWithTheCommandThatEndsIt) {
  RunningChaos running = start();
  running.signal(SIGINT);
  running.wait_for_log(
      "warning: the run is stopped, but waits for what runs in the background: 'slow'\n");
  running.wait_for_log("chaos stop --now " + std::to_string(running.pid()));
  const Outcome stop = chaos_.run({"stop", "--now", std::to_string(running.pid())});
  EXPECT_EQ(running.wait().exit_code, 1);
  EXPECT_EQ(chaos_.journal()["status"], "interrupted") << stop.err;
}

TEST_F(StoppedBackground, IsEndedWhenTheTerminalIsClosed) {
  const Outcome outcome = start().signal(SIGHUP).wait();

  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(chaos_.journal()["status"], "interrupted");
  EXPECT_THAT(outcome.err, ::testing::Not(::testing::HasSubstr("waits for")));
}

TEST_F(StoppedBackground, IsNotNamedIfItEndsWithTheStop) {
  const Outcome outcome = start().signal(SIGUSR2).wait();

  EXPECT_THAT(outcome.err, ::testing::Not(::testing::HasSubstr("waits for")));
}

}  // namespace
}  // namespace chaos::testing

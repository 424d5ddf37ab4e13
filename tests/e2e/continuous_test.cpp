#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// The third time, the probe finds the system broken, and reports it to the method.
const char* const kBreaking =
    "echo x >> played; if [ $(wc -l < played) -ge 3 ]; then touch broken; exit 1; fi";
const char* const kUntilBroken = "until [ -e broken ]; do sleep 0.01; done";

Outcome run_breaking(ChaosCommand& chaos, std::vector<std::string> options) {
  chaos.experiment(with_hypothesis(
      experiment_of({shell_action("wait", kUntilBroken), shell_action("next", "touch next")},
                    {shell_action("put back", "touch back")}),
      {shell_probe("watch", kBreaking)}));
  options.insert(options.begin(), {"run", "--hypothesis-frequency", "0.01", "--hypothesis-strategy",
                                   "during-method-only"});
  options.emplace_back("experiment.json");
  return chaos.run(options);
}

TEST(Continuous, PlaysTheHypothesisDuringTheMethod) {
  ChaosCommand chaos;
  const Outcome outcome = run_breaking(chaos, {});
  EXPECT_EQ(outcome.exit_code, 0);  // without fail-fast, a deviation is only recorded
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_EQ(journal["deviated"], false);
  const Json& during = journal["steady_states"]["during"];
  ASSERT_GE(during.size(), 3U);
  EXPECT_EQ(during[0]["steady_state_met"], true);
  EXPECT_EQ(during[2]["steady_state_met"], false);
  EXPECT_TRUE(journal["steady_states"]["before"].is_null());
  EXPECT_TRUE(chaos.exists("next"));
  EXPECT_THAT(outcome.log(), Contains("WARNING Continuous steady state probe 'watch' is not in "
                                      "the given tolerance"));
  EXPECT_THAT(outcome.log(), Contains("INFO Continuous steady state hypothesis terminated"));
}

TEST(Continuous, StopsTheRunAtTheFirstDeviationIfAskedTo) {
  ChaosCommand chaos;
  // The method's first activity outlasts the deviation, so the run has failed before the second
  // one.
  const Outcome outcome = run_breaking(chaos, {"--fail-fast"});
  EXPECT_EQ(outcome.exit_code, 1);
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["steady_states"]["during"].size(), 3U);
  EXPECT_THAT(outcome.log(), Contains("INFO Terminating immediately the experiment after 33.3% "
                                      "hypothesis deviated"));
  EXPECT_EQ(journal["status"], "failed");
  EXPECT_THAT(journal["rollbacks"], IsEmpty());
}

TEST(Continuous, ChecksAtLeastOnceHoweverShortTheMethodIs) {
  ChaosCommand chaos;
  chaos.experiment(with_hypothesis(experiment_of({}), {shell_probe("watch", "true")}));
  const Outcome outcome =
      chaos.run({"run", "--hypothesis-strategy", "continuously", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(chaos.journal()["steady_states"]["during"].size(), 1U);
}

TEST(Continuous, ChecksBeforeDuringAndAfter) {
  ChaosCommand chaos;
  chaos.experiment(with_hypothesis(
      experiment_of(
          {shell_action("wait", "until [ $(wc -l < played) -ge 3 ]; do sleep 0.01; done")}),
      {shell_probe("watch", "echo x >> played")}));
  const Outcome outcome = chaos.run({"run", "--hypothesis-frequency", "0.01",
                                     "--hypothesis-strategy", "continuously", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  const Json states = chaos.journal()["steady_states"];
  EXPECT_EQ(states["before"]["steady_state_met"], true);
  EXPECT_EQ(states["after"]["steady_state_met"], true);
  EXPECT_GE(states["during"].size(), 2U);
  EXPECT_THAT(outcome.log(), Contains("INFO Steady-state strategy: continuous"));
  EXPECT_THAT(outcome.log(), Contains("INFO Executing the steady-state hypothesis continuously "
                                      "every 0.01 seconds"));
}

}  // namespace
}  // namespace chaos::testing

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;

struct Rehearsal {
  const char* mode;
  bool probes_run;
  bool actions_run;
};

class Dry : public ::testing::TestWithParam<Rehearsal> {};

TEST_P(Dry, LeavesOutWhatItSays) {
  const auto& [mode, probes_run, actions_run] = GetParam();
  Json probe = shell_probe("look", "touch looked");
  probe.erase("tolerance");
  ChaosCommand chaos;
  chaos.experiment(with_hypothesis(experiment_of({shell_action("act", "touch acted"), probe},
                                                 {shell_action("put back", "touch back")}),
                                   {shell_probe("is well", "touch checked")}));
  const Outcome outcome = chaos.run({"run", "--dry", mode, "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(chaos.exists("looked"), probes_run);
  EXPECT_EQ(chaos.exists("checked"), probes_run);
  EXPECT_EQ(chaos.exists("acted"), actions_run);
  EXPECT_EQ(chaos.exists("back"), actions_run);
  EXPECT_THAT(outcome.log(), Contains(std::string("WARNING Running experiment with dry ") + mode));
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["experiment"]["dry"], mode);
  EXPECT_EQ(journal["status"], "completed");
  for (const auto& run : journal["run"])
    EXPECT_EQ(run["status"], "succeeded");
  EXPECT_EQ(journal["run"][0]["output"].is_null(), !actions_run);
  EXPECT_EQ(journal["run"][1]["output"].is_null(), !probes_run);
}

INSTANTIATE_TEST_SUITE_P(Modes, Dry,
                         ::testing::Values(Rehearsal{"probes", false, true},
                                           Rehearsal{"actions", true, false},
                                           Rehearsal{"activities", false, false},
                                           Rehearsal{"pause", true, true}),
                         [](const auto& test) { return std::string(test.param.mode); });

TEST(DryPause, DoesNotPause) {
  Json action = shell_action("act", "touch acted");
  action["pauses"] = {{"before", 1000}, {"after", 1000}};
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.experiment(experiment_of({action})).run({"run", "--dry", "pause", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_TRUE(chaos.exists("acted"));
  EXPECT_THAT(outcome.log(), Contains("INFO Pausing before next activity for 1000s..."));
}

TEST(DryActivity, DecidesForItself) {
  Json action = shell_action("act", "touch acted");
  action["dry"] = "actions";
  ChaosCommand chaos;
  chaos.experiment(experiment_of({action, shell_action("other", "touch other")}));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  EXPECT_FALSE(chaos.exists("acted"));
  EXPECT_TRUE(chaos.exists("other"));
}

}  // namespace
}  // namespace chaos::testing

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

struct Rehearsal {
  const char* mode;
  bool probes_run;
  bool actions_run;
};

class Dry : public ::testing::TestWithParam<Rehearsal> {};

TEST_P(Dry, SkipsWhatItSays) {
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

TEST(DryActivity, IsNeverExecutedWithTrue) {
  Json action = shell_action("act", "touch acted");
  action["dry"] = true;
  Json rollback = shell_action("put back", "touch back");
  rollback["dry"] = true;
  ChaosCommand chaos;
  chaos.experiment(experiment_of({action}, {rollback}));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  EXPECT_FALSE(chaos.exists("acted"));
  EXPECT_FALSE(chaos.exists("back"));
}

TEST(DryActivity, IsNotExecutedWithAnUnknownModeInARehearsal) {
  Json action = shell_action("act", "touch acted");
  action["dry"] = "action";
  ChaosCommand chaos;
  chaos.experiment(experiment_of({action})).run({"run", "--dry", "actions", "experiment.json"});
  EXPECT_FALSE(chaos.exists("acted"));
}

TEST(DryActivity, IsNotJudgedInTheHypothesis) {
  Json probe = shell_probe("look", "touch looked; false");
  probe["dry"] = "probes";
  ChaosCommand chaos;
  chaos.experiment(with_hypothesis(experiment_of({shell_action("act", "true")}), {probe}));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  EXPECT_FALSE(chaos.exists("looked"));
  EXPECT_EQ(chaos.journal()["steady_states"]["after"]["steady_state_met"], true);
}

TEST(DryExperiment, HasNoEffectAndSaysSo) {
  Json experiment = experiment_of({shell_action("act", "touch acted")});
  experiment["dry"] = "actions";
  ChaosCommand chaos;
  const Outcome outcome = chaos.experiment(experiment).run({"run", "experiment.json"});
  EXPECT_TRUE(chaos.exists("acted")) << "as in the reference, the command line alone decides";
  EXPECT_THAT(outcome.err, HasSubstr("\"dry\" has no effect here, so everything is executed"));
  EXPECT_THAT(outcome.err, HasSubstr("hint: use --dry"));
  EXPECT_EQ(chaos.run({"validate", "--schema", "experiment.json"}).exit_code, 1);
  EXPECT_THAT(chaos.run({"run", "--dry", "actions", "experiment.json"}).err,
              Not(HasSubstr("has no effect")));
}

}  // namespace
}  // namespace chaos::testing

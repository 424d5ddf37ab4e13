#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

Json traced(Json experiment, Json arguments = Json::object()) {
  arguments["file"] = "trace.txt";
  experiment["controls"] = Json::array(
      {{{"name", "trace"},
        {"provider", {{"type", "python"}, {"module", "trace"}, {"arguments", arguments}}}}});
  return experiment;
}

Outcome run_traced(ChaosCommand& chaos, const Json& experiment, const Json& arguments) {
  return chaos.env("CHAOS_EXTENSION_PATH", std::string(CHAOS_TEST_EXTENSIONS) + "/trace")
      .experiment(traced(experiment, arguments))
      .run({"run", "--rollback-strategy", "always", "experiment.json"});
}

Json story() {
  return with_hypothesis(
      experiment_of({shell_action("act", "touch acted")}, {shell_action("put back", "touch back")}),
      {shell_probe("look", "true")});
}

TEST(ControlOrder, ReachesEveryPointInOrder) {
  ChaosCommand chaos;
  const Outcome outcome = run_traced(chaos, story(), Json::object());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(chaos.lines("trace.txt"),
              ElementsAre("configure",                           //
                          "before experiment",                   //
                          "before hypothesis",                   //
                          "before activity look",                //
                          "after activity look: succeeded",      //
                          "after hypothesis: met true",          //
                          "before method",                       //
                          "before activity act",                 //
                          "after activity act: succeeded",       //
                          "after method: 1 runs",                //
                          "before hypothesis",                   //
                          "before activity look",                //
                          "after activity look: succeeded",      //
                          "after hypothesis: met true",          //
                          "before rollback",                     //
                          "before activity put back",            //
                          "after activity put back: succeeded",  //
                          "after rollback: 1 runs",              //
                          "after experiment: completed",         //
                          "cleanup"));
}

TEST(ControlOrder, OfTheSettingsBeginsWithTheLoader) {
  ChaosCommand chaos;
  chaos.file("settings.yaml",
             "controls:\n  trace:\n    provider:\n      type: python\n      module: trace\n");
  const Outcome outcome =
      chaos.env("CHAOS_EXTENSION_PATH", std::string(CHAOS_TEST_EXTENSIONS) + "/trace")
          .experiment(experiment_of({shell_action("act", "true")}))
          .run({"--settings", "settings.yaml", "run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(chaos.lines("trace.txt"),
              ElementsAre("before loader experiment.json",   //
                          "after loader experiment.json: ",  //
                          "configure",                       //
                          "before experiment",               //
                          "before method",                   //
                          "before activity act",             //
                          "after activity act: succeeded",   //
                          "after method: 1 runs",            //
                          "before rollback",                 //
                          "after rollback: 0 runs",          //
                          "after experiment: completed",     //
                          "cleanup"));
}

/// The hook that ends the run, and what is still executed.
struct Interrupting {
  const char* name;
  const char* point;
  bool acted;
  bool rolled_back;
};

class InterruptingControl : public ::testing::TestWithParam<Interrupting> {};

TEST_P(InterruptingControl, EndsTheExecution) {
  const auto& [name, point, acted, rolled_back] = GetParam();
  ChaosCommand chaos;
  const Outcome outcome = run_traced(chaos, story(), {{"interrupt_at", point}});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(chaos.journal()["status"], "interrupted");
  EXPECT_THAT(outcome.log(), Contains(std::string("CRITICAL enough of ") + point));
  EXPECT_EQ(chaos.exists("acted"), acted);
  EXPECT_EQ(chaos.exists("back"), rolled_back);
  EXPECT_EQ(chaos.lines("trace.txt").back(), "cleanup");
  EXPECT_THAT(chaos.lines("trace.txt"), Contains("after experiment: interrupted"));
}

INSTANTIATE_TEST_SUITE_P(
    Points, InterruptingControl,
    ::testing::Values(Interrupting{"Experiment", "before experiment", false, true},
                      Interrupting{"Hypothesis", "before hypothesis", false, true},
                      Interrupting{"Probe", "before activity look", false, true},
                      Interrupting{"Method", "before method", false, true},
                      Interrupting{"Action", "before activity act", false, true},
                      Interrupting{"Rollbacks", "before rollback", true, false},
                      Interrupting{"Rollback", "before activity put back", true, false}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(ControlOrder, AFailingHookChangesNothing) {
  ChaosCommand chaos;
  const Outcome outcome = run_traced(chaos, story(), {{"fail_at", "before activity act"}});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_TRUE(chaos.exists("acted"));
  EXPECT_THAT(outcome.log(), Not(Contains(::testing::HasSubstr("trouble"))));
  EXPECT_THAT(chaos.text("chaostoolkit.log"), ::testing::HasSubstr("a control's own trouble"));
}

TEST(ControlOrder, AHookMayChangeTheActivity) {
  ChaosCommand chaos;
  const Outcome outcome = run_traced(chaos, story(), {{"rename_at", "before activity act"}});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(chaos.journal()["run"][0]["activity"]["name"], "renamed");
  EXPECT_EQ(chaos.journal()["experiment"]["method"][0]["name"], "renamed");
  EXPECT_THAT(outcome.log(), Contains("INFO Action: renamed"));
}

}  // namespace
}  // namespace chaos::testing

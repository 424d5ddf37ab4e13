#include "run/strategy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/captured_log.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Hypothesis = HypothesisStrategy;

TEST(HypothesisStrategy, SaysWhenToCheck) {
  struct Case {
    const char* name;
    const char* logged;
    bool before;
    bool during;
    bool after;
  };
  for (const auto& [name, logged, before, during, after] :
       {Case{"default", "default", true, false, true},
        Case{"before-method-only", "before-method-only", true, false, false},
        Case{"after-method-only", "after-method-only", false, false, true},
        Case{"during-method-only", "during-method-only", false, true, false},
        Case{"continuously", "continuous", true, true, true},
        Case{"skip", "skip", false, false, false}}) {
    const auto strategy = hypothesis_strategy_from(name);
    ASSERT_TRUE(strategy.has_value()) << name;
    EXPECT_EQ(to_string(*strategy), logged);
    EXPECT_EQ(checks_before(*strategy), before) << name;
    EXPECT_EQ(checks_during(*strategy), during) << name;
    EXPECT_EQ(checks_after(*strategy), after) << name;
  }
}

TEST(HypothesisStrategy, UnknownNamesAreNone) {
  EXPECT_EQ(hypothesis_strategy_from("sometimes"), std::nullopt);
  EXPECT_EQ(hypothesis_strategy_from("continuous"), std::nullopt);
  EXPECT_EQ(hypothesis_strategy_from(""), std::nullopt);
}

Json runtime(const Json& parts) {
  return {{"runtime", parts}};
}

TEST(EffectiveStrategies, TakeTheSettingsThenTheExperimentThenTheOptions) {
  const Json settings =
      runtime({{"hypothesis", {{"strategy", "skip"}}}, {"rollbacks", {{"strategy", "always"}}}});
  const Json experiment = runtime({{"rollbacks", {{"strategy", "never"}}}});
  const auto names = [](const Strategies& strategies) {
    return strategies.hypothesis + " " + strategies.rollbacks;
  };
  const Json none = Json::object();
  EXPECT_EQ(names(effective_strategies(none, none, {}, {})), "default default");
  EXPECT_EQ(names(effective_strategies(settings, none, {}, {})), "skip always");
  EXPECT_EQ(names(effective_strategies(settings, experiment, {}, {})), "default never");
  EXPECT_EQ(names(effective_strategies(settings, runtime(none), {}, {})), "skip always");
  EXPECT_EQ(names(effective_strategies(settings, experiment, "before-method-only", {})),
            "before-method-only never");
  EXPECT_EQ(names(effective_strategies(settings, experiment, {}, "deviated")), "default deviated");
}

TEST(ShouldRollBack, ByDefaultUnlessTheRunFailedOrWasInterrupted) {
  const CapturedLog log;
  for (const char* status : {"completed", "aborted"}) {
    EXPECT_TRUE(should_roll_back("default", status, false)) << status;
    EXPECT_TRUE(should_roll_back("default", status, true)) << status;
  }
  for (const char* status : {"failed", "interrupted"}) {
    EXPECT_FALSE(should_roll_back("default", status, true)) << status;
  }
  EXPECT_THAT(log.records(), IsEmpty());
}

TEST(ShouldRollBack, AlwaysOrNeverIfAskedTo) {
  const CapturedLog log;
  EXPECT_TRUE(should_roll_back("always", "interrupted", false));
  EXPECT_FALSE(should_roll_back("never", "completed", true));
  EXPECT_THAT(log.records(), ElementsAre("WARNING Rollbacks were explicitly requested to be played",
                                         "WARNING Rollbacks were explicitly requested to not be "
                                         "played"));
}

TEST(ShouldRollBack, OnlyAfterADeviationIfAskedTo) {
  const CapturedLog log;
  EXPECT_TRUE(should_roll_back("deviated", "completed", true));
  EXPECT_FALSE(should_roll_back("deviated", "failed", false));
  EXPECT_THAT(
      log.records(),
      ElementsAre("WARNING Rollbacks will be played only because the experiment deviated",
                  "WARNING Rollbacks were explicitely requested to be played only if the "
                  "experiment deviated. Since this is not the case, we will not play them."));
}

TEST(ShouldRollBack, NotWithAStrategyNobodyKnows) {
  EXPECT_FALSE(should_roll_back("perhaps", "completed", true));
}

}  // namespace
}  // namespace chaos

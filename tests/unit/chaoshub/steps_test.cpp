#include "experiment/model/steps.h"

#include <gtest/gtest.h>

namespace chaos::hub::experiment {
namespace {

using State = Step::State;

/// Events, one second apart.
class Story {
 public:
  Story& tell(const std::string& type, const std::string& name, const Json& state = Json()) {
    return tell_of({{"name", name}, {"type", "action"}}, type, name, state);
  }

  /// A check of a hypothesis with the probe "p".
  Story& sample(bool met) {
    tell_of({{"probes", {{{"name", "p"}}}}}, "starting-hypothesis", "h", Json());
    tell_of({{"type", "probe"}}, "starting-activity", "p", Json());
    tell_of({{"type", "probe"}}, "activity-finished", "p", {{"status", "succeeded"}});
    return tell("hypothesis-finished", "h", {{"steady_state_met", met}});
  }

  Story& tell_of(const Json& context, const std::string& type, const std::string& name,
                 const Json& state) {
    const Json data = {{"context", context}, {"state", state}};
    events_.push_back({.id = static_cast<std::int64_t>(events_.size()) + 1,
                       .type = type,
                       .name = name,
                       .received = Time(std::chrono::seconds(events_.size())),
                       .data = data.dump()});
    return *this;
  }

  std::vector<Step> steps(bool over = false) const { return steps_of(events_, over); }

 private:
  std::vector<Event> events_;
};

TEST(Steps, StartAndEnd) {
  const auto steps = Story()
                         .tell("starting-method", "t")
                         .tell("starting-activity", "a")
                         .tell("activity-finished", "a", {{"status", "succeeded"}})
                         .tell("starting-activity", "b")
                         .steps();
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[0].level, Step::Level::kPhase);
  EXPECT_EQ(steps[0].state, State::kRunning);
  EXPECT_EQ(steps[1].state, State::kSucceeded);
  EXPECT_EQ(steps[1].type, "action");
  EXPECT_EQ(*steps[1].ended - steps[1].began, std::chrono::seconds(1));
  EXPECT_EQ(steps[2].state, State::kRunning);
}

TEST(Steps, SayWhyTheyFailed) {
  const auto steps =
      Story()
          .tell("starting-hypothesis", "h")
          .tell("starting-activity", "p")
          .tell("activity-finished", "p",
                {{"status", "failed"}, {"exception", {"Traceback", "Error: no route\n"}}})
          .tell("hypothesis-finished", "h", {{"steady_state_met", false}})
          .steps();
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].state, State::kFailed);
  EXPECT_EQ(steps[0].problem, "not met");
  EXPECT_EQ(steps[1].state, State::kFailed);
  EXPECT_EQ(steps[1].problem, "Error: no route");
}

TEST(Steps, WithTheSameNameEndInTurn) {
  const auto steps = Story()
                         .tell("starting-activity", "a")
                         .tell("activity-finished", "a", {{"status", "succeeded"}})
                         .tell("starting-activity", "a")
                         .tell("activity-finished", "a", {{"status", "failed"}})
                         .steps();
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].state, State::kSucceeded);
  EXPECT_EQ(steps[1].state, State::kFailed);
}

TEST(Steps, CombineSamplesSoThatTheRunningStepStays) {
  Story story;
  story.sample(true).tell("starting-method", "t").tell("starting-activity", "load");
  for (int i = 0; i < 1000; ++i)
    story.sample(i % 500 != 3);
  const auto steps = story.steps();
  ASSERT_EQ(steps.size(), 5U);
  EXPECT_EQ(steps[0].what, "hypothesis");
  EXPECT_EQ(steps[1].name, "p");  // of the hypothesis before the method
  EXPECT_EQ(steps[2].what, "method");
  EXPECT_EQ(steps[3].name, "load");
  EXPECT_EQ(steps[3].state, State::kRunning);
  EXPECT_EQ(steps[4].what, "samples");
  EXPECT_EQ(steps[4].state, State::kRunning);
  EXPECT_EQ(steps[4].samples.size(), 1000U);
  EXPECT_EQ(steps[4].problem, "not met in 2 of 1000");
}

TEST(Steps, ShowTheHypothesisAfterTheMethodSeparately) {
  const auto steps = Story()
                         .sample(true)
                         .sample(true)  // slightly before the method
                         .tell("starting-method", "t")
                         .sample(false)
                         .tell("method-finished", "t")
                         .sample(true)
                         .steps();
  ASSERT_EQ(steps.size(), 6U);
  EXPECT_EQ(steps[2].what, "samples");
  EXPECT_EQ(steps[2].state, State::kFailed);
  EXPECT_EQ(steps[2].samples, (std::vector<bool>{true, false}));
  EXPECT_EQ(steps[4].what, "hypothesis");
  EXPECT_EQ(steps[4].state, State::kSucceeded);
}

/// Live pages recognize steps by their ids.
TEST(Steps, AreIdentifiedByTheirFirstEvent) {
  const auto steps = Story().tell("starting-method", "t").tell("starting-activity", "a").steps();
  EXPECT_EQ(steps[0].id, 1);
  EXPECT_EQ(steps[1].id, 2);
}

TEST(Steps, ThatNeverEndedWereStopped) {
  const auto story = Story().tell("activity-finished", "before").tell("starting-activity", "a");
  ASSERT_EQ(story.steps(true).size(), 1U);
  EXPECT_EQ(story.steps(true)[0].state, State::kStopped);
}

}  // namespace
}  // namespace chaos::hub::experiment

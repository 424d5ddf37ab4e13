#include "experiment/model/steps.h"

#include <gtest/gtest.h>

namespace chaos::hub::experiment {
namespace {

using State = Step::State;

/// Events, each a second after the one before.
class Story {
 public:
  Story& tell(const std::string& type, const std::string& name, const Json& state = Json()) {
    const Json data = {{"context", {{"name", name}, {"type", "action"}}}, {"state", state}};
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

TEST(Steps, BeginAndEnd) {
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

TEST(Steps, OfTheSameNameEndInTurn) {
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

TEST(Steps, ThatNeverEndedWereStopped) {
  const auto story = Story().tell("activity-finished", "before").tell("starting-activity", "a");
  ASSERT_EQ(story.steps(true).size(), 1U);
  EXPECT_EQ(story.steps(true)[0].state, State::kStopped);
}

}  // namespace
}  // namespace chaos::hub::experiment

#include "rehearsal/rehearsal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "support/story.h"

namespace chaos::rehearsal {
namespace {

using testing::in_background;
using testing::scripted_action;
using testing::scripted_experiment;
using testing::scripted_probe;

class Rehearsed : public ::testing::Test {
 protected:
  Rehearsal rehearse(const Json& experiment, const std::string& strategy = "always") const {
    return rehearsal::rehearse({.experiment = experiment,
                                .registry = stage_.registry,
                                .strategies = {.hypothesis = "default", .rollbacks = strategy}});
  }

 private:
  testing::Stage stage_;
};

Json with_undo(Json action) {
  action["rollback"] = scripted_action("undo-" + action.at("name").get<std::string>());
  return action;
}

std::vector<const Play*> plays_of(const Rehearsal& rehearsal, Disturbance disturbance) {
  std::vector<const Play*> plays;
  for (const auto& play : rehearsal.plays)
    if (play.disturbance == disturbance) plays.push_back(&play);
  return plays;
}

TEST_F(Rehearsed, PlaysOnceAsWrittenAndWithEachDisturbanceAtEachStep) {
  Json action = with_undo(scripted_action("act"));
  action["timeout"] = 5;
  action["pauses"] = {{"after", 2400}};
  const Rehearsal rehearsal = rehearse(scripted_experiment({scripted_probe("p")}, {action}, {}));
  EXPECT_EQ(plays_of(rehearsal, Disturbance::kNone).size(), 1U);
  EXPECT_EQ(plays_of(rehearsal, Disturbance::kFailure).size(), 4U);       // p, act, p, undo-act
  EXPECT_EQ(plays_of(rehearsal, Disturbance::kTimeout).size(), 1U);       // only act has a timeout
  EXPECT_EQ(plays_of(rehearsal, Disturbance::kInterruption).size(), 4U);  // p, act, pause, p
  EXPECT_EQ(plays_of(rehearsal, Disturbance::kKill).size(), 5U);
  EXPECT_EQ(rehearsal.plays.front().status, "completed");
  EXPECT_EQ(rehearsal.plays.front().seconds, 2400);
  EXPECT_FALSE(rehearsal.leaves_something());
}

TEST_F(Rehearsed, TimesOutOnTheVirtualClock) {
  Json action = with_undo(scripted_action("act"));
  action["timeout"] = 600;
  const Rehearsal rehearsal = rehearse(scripted_experiment({}, {action}, {}));
  const auto plays = plays_of(rehearsal, Disturbance::kTimeout);
  ASSERT_EQ(plays.size(), 1U);
  EXPECT_EQ(plays.front()->seconds, 600.5);
}

TEST_F(Rehearsed, ReportsWhatAStrategyLeaves) {
  const Json experiment =
      scripted_experiment({}, {scripted_action("act")}, {scripted_action("back")});
  EXPECT_FALSE(rehearse(experiment, "always").leaves_something());
  const Rehearsal rehearsal = rehearse(experiment, "default");
  for (const Play* play : plays_of(rehearsal, Disturbance::kInterruption)) {
    ASSERT_EQ(play->broken.size(), 1U);
    EXPECT_EQ(play->broken.front().name, "back");
    EXPECT_EQ(play->broken.front().state, UndoState::kNeverRan);
  }
  EXPECT_TRUE(rehearse(experiment, "never").plays.front().leaves_something());
}

TEST_F(Rehearsed, PlaysBackgroundActivitiesAndTheContinuousHypothesis) {
  Json background = with_undo(in_background(scripted_action("load")));
  Json action = with_undo(scripted_action("act"));
  action["pauses"] = {{"after", 30}};
  const Json experiment = scripted_experiment({scripted_probe("p")}, {background, action}, {});
  testing::Stage stage;
  const Rehearsal rehearsal =
      rehearsal::rehearse({.experiment = experiment,
                           .registry = stage.registry,
                           .strategies = {.hypothesis = "continuously", .rollbacks = "default"},
                           .schedule = {.frequency_seconds = 1}});
  EXPECT_FALSE(rehearsal.leaves_something());
  EXPECT_FALSE(plays_of(rehearsal, Disturbance::kKill).empty());
}

TEST_F(Rehearsed, IsInterruptedByTheDeadlineOfTheExperiment) {
  Json action = with_undo(scripted_action("act"));
  action["pauses"] = {{"after", 2400}};
  Json experiment = scripted_experiment({}, {action}, {});
  experiment["runtime"] = {{"deadline", "10m"}};
  const Rehearsal rehearsal = rehearse(experiment);
  EXPECT_EQ(rehearsal.plays.front().status, "interrupted");
  EXPECT_EQ(rehearsal.plays.front().seconds, 600);
  EXPECT_FALSE(rehearsal.leaves_something());
}

TEST_F(Rehearsed, DoesNotPlayRollbacksWithoutActions) {
  const Json experiment =
      scripted_experiment({}, {scripted_probe("look")}, {scripted_action("back")});
  EXPECT_FALSE(rehearse(experiment, "never").leaves_something());
}

}  // namespace
}  // namespace chaos::rehearsal

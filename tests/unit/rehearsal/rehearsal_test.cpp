#include "rehearsal/rehearsal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
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

/// All of its plays, and hundreds of checks of the hypothesis in each.
TEST_F(Rehearsed, TakesSecondsAtMostForFortyMinutes) {
  Json first = with_undo(scripted_action("first"));
  first["pauses"] = {{"after", 1200}};
  Json second = first;
  second["name"] = "second";
  const Json experiment = scripted_experiment({scripted_probe("p")}, {first, second}, {});
  testing::Stage stage;
  const std::clock_t before = std::clock();  // the processor's time, however busy the machine is
  const Rehearsal rehearsal =
      rehearsal::rehearse({.experiment = experiment,
                           .registry = stage.registry,
                           .strategies = {.hypothesis = "continuously", .rollbacks = "always"},
                           .schedule = {.frequency_seconds = 10}});
  const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  EXPECT_GE(rehearsal.plays.front().seconds, 2400);
  EXPECT_GE(rehearsal.plays.size(), 15U);
  EXPECT_LT(seconds, 10) << "milliseconds if optimized; sanitizers are slow";
}

TEST_F(Rehearsed, SaysWhatItLeavesOut) {
  const auto starting_with = [](const Rehearsal& rehearsal, const std::string& beginning) {
    for (const auto& note : rehearsal.notes)
      if (note.starts_with(beginning)) return note;
    return std::string();
  };
  Json experiment = scripted_experiment({}, {with_undo(scripted_action("act"))}, {});
  const Rehearsal plain = rehearse(experiment);
  for (const char* part : {"controls", "safeguards", "facts"})
    EXPECT_EQ(starting_with(plain, part), "") << part;

  const Json control = {{"provider", {{"type", "python"}, {"module", "tracing"}}}};
  experiment["method"][0]["controls"] = Json::array({control});
  experiment["method"][0]["controls"][0]["name"] = "trace";
  experiment["extensions"] = Json::array({{{"name", "chaos"},
                                           {"safeguards", {scripted_probe("healthy")}},
                                           {"facts", {scripted_probe("leader")}}}});
  testing::Stage stage;
  const Json settings = {{"controls", {{"notify", control}}},
                         {"safeguards", {scripted_probe("on-duty")}}};
  const Rehearsal rehearsal =
      rehearsal::rehearse({.experiment = experiment,
                           .registry = stage.registry,
                           .settings = settings,
                           .strategies = {.hypothesis = "default", .rollbacks = "always"}});
  EXPECT_EQ(starting_with(rehearsal, "controls"),
            "controls are not called, although they can change or stop a run: trace, notify");
  EXPECT_EQ(starting_with(rehearsal, "safeguards"),
            "safeguards are not checked; what a breach leaves is what an interruption leaves: "
            "healthy, on-duty");
  EXPECT_EQ(starting_with(rehearsal, "facts"), "facts are not queried, before or after: leader");
}

TEST_F(Rehearsed, DoesNotPlayWithoutActionsWhatWouldUndoThem) {
  const Json experiment =
      scripted_experiment({}, {scripted_probe("look")}, {scripted_action("back")});
  EXPECT_FALSE(rehearse(experiment, "never").leaves_something());
}

}  // namespace
}  // namespace chaos::rehearsal

#include "progress/run_follower.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "chaos/json.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Json action(const char* name) {
  return {{"type", "action"}, {"name", name}};
}

class RunFollowing : public ::testing::Test {
 protected:
  int changes_ = 0;
  RunFollower follower_{[this] { ++changes_; }};
};

TEST_F(RunFollowing, KnowsThePhase) {
  EXPECT_EQ(follower_.progress().phase, "");
  follower_.start_hypothesis_before({});
  EXPECT_EQ(follower_.progress().phase, "Steady state before");
  follower_.start_method({});
  EXPECT_EQ(follower_.progress().phase, "Method");
  follower_.start_hypothesis_after({});
  EXPECT_EQ(follower_.progress().phase, "Steady state after");
  follower_.start_rollbacks({});
  EXPECT_EQ(follower_.progress().phase, "Rollbacks");
  EXPECT_EQ(changes_, 4);
}

TEST_F(RunFollowing, KnowsTheCurrentActivity) {
  Json probe = {{"type", "probe"}, {"name", "p"}, {"timeout", 3}};
  follower_.start_activity(probe);
  const auto activities = follower_.progress().activities;
  ASSERT_EQ(activities.size(), 1U);
  EXPECT_EQ(activities[0].type, "Probe");
  EXPECT_EQ(activities[0].name, "p");
  EXPECT_EQ(activities[0].limit_seconds, 3);
  EXPECT_FALSE(activities[0].background);
  follower_.activity_completed(probe, {});
  EXPECT_THAT(follower_.progress().activities, IsEmpty());
}

TEST_F(RunFollowing, UsesTheProvidersTimeoutIfTheActivityHasNone) {
  const auto limit = [this](const Json& provider) {
    Json activity = action("a");
    activity["provider"] = provider;
    follower_.start_activity(activity);
    return follower_.progress().activities.at(0).limit_seconds;
  };
  EXPECT_EQ(limit({{"timeout", 2.5}}), 2.5);
  EXPECT_EQ(limit({{"timeout", {1, 2}}}), std::nullopt);
  EXPECT_EQ(limit({{"timeout", "${t}"}}), std::nullopt);
  EXPECT_EQ(limit({}), std::nullopt);
}

TEST_F(RunFollowing, ShowsAPauseUntilItEnds) {
  follower_.start_pause(action("a"), 4);
  const auto pause = follower_.progress().activities.at(0);
  EXPECT_TRUE(pause.is_pause());
  EXPECT_EQ(pause.limit_seconds, 4);
  follower_.pause_completed(action("a"));
  EXPECT_THAT(follower_.progress().activities, IsEmpty());
}

TEST_F(RunFollowing, PutsTheForegroundFirst) {
  Json background = action("behind");
  background["background"] = true;
  std::thread([&] { follower_.start_activity(background); }).join();
  follower_.start_activity(action("before"));
  std::vector<std::string> names;
  for (const auto& activity : follower_.progress().activities)
    names.push_back(activity.name);
  EXPECT_THAT(names, ElementsAre("before", "behind"));
}

TEST_F(RunFollowing, CountsTheSamplesAndNotTheirProbes) {
  std::thread([this] {
    follower_.start_continuous_hypothesis(1);
    follower_.start_activity({{"type", "probe"}, {"name", "p"}});
    follower_.continuous_hypothesis_iteration(1, {{"steady_state_met", true}});
    follower_.continuous_hypothesis_iteration(2, {{"steady_state_met", nullptr}});
  }).join();
  const RunProgress progress = follower_.progress();
  EXPECT_THAT(progress.activities, IsEmpty());
  EXPECT_THAT(progress.samples, ElementsAre(true, false));
  EXPECT_TRUE(progress.sampling);
  follower_.continuous_hypothesis_completed({}, {}, "");
  EXPECT_FALSE(follower_.progress().sampling);
}

TEST_F(RunFollowing, IsSilentOnceDetached) {
  follower_.detach();
  follower_.start_method({});
  EXPECT_EQ(changes_, 0);
  EXPECT_EQ(follower_.progress().phase, "Method");
}

}  // namespace
}  // namespace chaos

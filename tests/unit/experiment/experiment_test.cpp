#include "experiment/experiment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace chaos {
namespace {

using ::testing::ElementsAre;

Json named(const char* name) {
  return Json::object({{"name", name}});
}

const Json kExperiment = {{"steady-state-hypothesis",
                           {{"title", "h"}, {"probes", Json::array({named("p"), named("x")})}}},
                          {"method", Json::array({named("a"), named("x"), named("a")})},
                          {"rollbacks", Json::array({named("r")})}};

TEST(Experiment, HasNoHypothesisIfItIsEmpty) {
  EXPECT_NE(hypothesis_of(kExperiment), nullptr);
  for (const Json& none : {Json(), Json::object(), Json("text")}) {
    EXPECT_EQ(hypothesis_of({{"steady-state-hypothesis", none}}), nullptr) << none;
  }
  EXPECT_EQ(hypothesis_of(Json::object()), nullptr);
}

TEST(Experiment, HasListsOfActivities) {
  EXPECT_EQ(activities_of(kExperiment, "probes").size(), 2U);
  EXPECT_EQ(activities_of(kExperiment, "method").size(), 3U);
  EXPECT_EQ(activities_of(kExperiment, "rollbacks").size(), 1U);
  EXPECT_TRUE(activities_of({{"method", "text"}}, "method").empty());
  EXPECT_TRUE(activities_of(Json::object(), "probes").empty());
}

TEST(Experiment, KnowsWhetherThereIsSomethingToCheck) {
  EXPECT_TRUE(has_hypothesis_probes(kExperiment));
  EXPECT_FALSE(has_hypothesis_probes({{"steady-state-hypothesis", {{"title", "h"}}}}));
  EXPECT_FALSE(has_hypothesis_probes(Json::object()));
}

TEST(Experiment, FindsTheTargetOfAReference) {
  EXPECT_EQ(referenced_activity(kExperiment, "p"), "/steady-state-hypothesis/probes/0");
  EXPECT_EQ(referenced_activity(kExperiment, "a"), "/method/2") << "the last of equal names";
  EXPECT_EQ(referenced_activity(kExperiment, "x"), "/steady-state-hypothesis/probes/1")
      << "probes over the method";
  EXPECT_EQ(referenced_activity(kExperiment, "r"), "") << "no rollbacks";
  EXPECT_EQ(referenced_activity(kExperiment, "y"), "");
}

TEST(Experiment, IsWalkedInOrder) {
  std::vector<std::string> visited;
  for_each_activity(kExperiment, [&](const Json& activity, const std::string& pointer) {
    visited.push_back(pointer + " " + activity.value("name", ""));
  });
  EXPECT_THAT(visited, ElementsAre("/steady-state-hypothesis/probes/0 p",
                                   "/steady-state-hypothesis/probes/1 x", "/method/0 a",
                                   "/method/1 x", "/method/2 a", "/rollbacks/0 r"));
}

}  // namespace
}  // namespace chaos

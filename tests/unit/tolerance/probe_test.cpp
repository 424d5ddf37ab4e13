#include <gtest/gtest.h>

#include "support/tolerance_judge.h"

namespace chaos {
namespace {

using testing::Judge;
using testing::refusal;

Json probe(const Json& arguments) {
  return {{"type", "probe"}, {"name", "judge"}, {"provider", {{"arguments", arguments}}}};
}

TEST(ProbeTolerance, GivesTheValueToTheProbe) {
  Json seen;
  const Judge judge{.run_probe = [&seen](const Json& activity) {
    seen = activity;
    return Json(1);
  }};
  Json tolerance = probe({{"x", 1}, {"value", "old"}});
  EXPECT_TRUE(
      within_tolerance(tolerance, "new", {judge.configuration, judge.secrets, judge.run_probe}));
  EXPECT_EQ(seen, probe({{"x", 1}, {"value", "new"}}));
  EXPECT_EQ(tolerance, seen);
}

TEST(ProbeTolerance, IsMetByWhatIsTrueInPython) {
  EXPECT_TRUE(Judge().within(probe(Json::object()), "x"));
  EXPECT_FALSE(Judge().within(probe(Json::object()), ""));
  EXPECT_FALSE(Judge().within(probe(Json::object()), nullptr));
}

TEST(ProbeTolerance, IsNotMetByAFailure) {
  const Judge judge{.run_probe = [](const Json&) -> Json { throw ActivityFailed("no"); }};
  EXPECT_FALSE(judge.within(probe(Json::object()), 1));
}

TEST(ProbeTolerance, PropagatesOtherErrors) {
  const Judge stopped{.run_probe = [](const Json&) -> Json { throw Stopped(); }};
  EXPECT_THROW(stopped.within(probe(Json::object()), 1), Stopped);
  const Judge broken{.run_probe = [](const Json&) -> Json { throw UnexpectedError("boom"); }};
  EXPECT_EQ(broken.error(probe(Json::object()), 1), "boom");
}

TEST(ProbeTolerance, NeedsAProviderWithArguments) {
  EXPECT_EQ(Judge().error({{"type", "probe"}}, 1), "'provider'");
  EXPECT_EQ(Judge().error({{"type", "probe"}, {"provider", Json::object()}}, 1), "'arguments'");
  EXPECT_EQ(Judge().error({{"type", "probe"}, {"provider", nullptr}}, 1),
            "'NoneType' object is not subscriptable");
  EXPECT_EQ(Judge().error(probe("x"), 1), "'str' object does not support item assignment");
  EXPECT_EQ(Judge().error(probe(Json::array()), 1),
            "list indices must be integers or slices, not str");
}

TEST(ProbeTolerance, IsNotValidatedHere) {
  EXPECT_EQ(refusal({{"type", "probe"}}).message, "");
}

}  // namespace
}  // namespace chaos

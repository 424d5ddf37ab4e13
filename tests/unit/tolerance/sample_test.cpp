#include "tolerance/sample.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tolerance/sample_values.h"
#include "tolerance/tolerance.h"

namespace chaos {
namespace {

const Json kNothing = Json::object();

bool is_within(Json tolerance, const Json& output) {
  return within_tolerance(tolerance, output,
                          {.configuration = kNothing, .secrets = kNothing, .run_probe = {}});
}

TEST(OutputWithin, IsFoundForEveryKindOfToleranceAndProvider) {
  const std::vector<Json> tolerances = {
      true,
      "all is well",
      0,
      200,
      Json::array({200, 204}),
      Json::array({1, 2, 3}),
      {{"type", "range"}, {"range", {2.5, 9}}},
      {{"type", "regex"}, {"pattern", "^v[0-9]+\\.\\d{2} (ready|waiting)$"}},
      {{"type", "regex"}, {"pattern", "(?i)HEALTHY"}},
      {{"type", "jsonpath"}, {"path", "$.items[*].status"}, {"expect", {"up", "up"}}},
      {{"type", "jsonpath"}, {"path", "$.items[2].name"}},
      {{"type", "jsonpath"}, {"path", "$.items[*].id"}, {"count", 3}}};
  for (const auto& tolerance : tolerances) {
    const auto output = output_within(tolerance, "python", kNothing, kNothing);
    ASSERT_TRUE(output) << to_json_text(tolerance, -1);
    EXPECT_TRUE(is_within(tolerance, *output)) << to_json_text(tolerance, -1);
  }
}

TEST(OutputWithin, HasItsProvidersFormat) {
  const auto process = output_within(3, "process", kNothing, kNothing);
  ASSERT_TRUE(process);
  EXPECT_EQ(process->at("status"), 3);
  const Json ready = {{"type", "regex"}, {"pattern", "^ready$"}, {"target", "stdout"}};
  EXPECT_EQ(output_within(ready, "process", kNothing, kNothing)->at("stdout"), "ready");
  const Json body = {{"type", "jsonpath"}, {"path", "$.ok"}, {"expect", true}, {"target", "body"}};
  EXPECT_EQ(output_within(body, "http", kNothing, kNothing)->at("body"), Json({{"ok", true}}));
}

TEST(OutputWithin, FindsNothingIfNothingIsWithinTheTolerance) {
  EXPECT_FALSE(output_within({{"type", "range"}, {"range", {9, 1}}}, "python", kNothing, kNothing));
  // The output of a process has several members, and none is named.
  const Json unnamed = {{"type", "range"}, {"range", {1, 9}}};
  EXPECT_FALSE(output_within(unnamed, "process", kNothing, kNothing));
}

TEST(AcceptsEverything, DetectsTolerancesThatCannotFail) {
  const Json anything = {{"type", "regex"}, {"pattern", ".*"}, {"target", "stdout"}};
  EXPECT_TRUE(accepts_everything(anything, "process", kNothing, kNothing));
  const Json whole = {{"type", "jsonpath"}, {"path", "$"}};
  EXPECT_TRUE(accepts_everything(whole, "http", kNothing, kNothing));
  EXPECT_FALSE(accepts_everything(0, "process", kNothing, kNothing));
  EXPECT_FALSE(accepts_everything(200, "http", kNothing, kNothing));
  EXPECT_FALSE(accepts_everything(true, "python", kNothing, kNothing));
  const Json some = {{"type", "regex"}, {"pattern", "."}, {"target", "stdout"}};
  EXPECT_FALSE(accepts_everything(some, "process", kNothing, kNothing));
}

TEST(TextMatching, GeneratesAMatchingString) {
  EXPECT_EQ(text_matching("^a(b|c)+[^x]\\d{3}$"), "aba111");
  EXPECT_EQ(text_matching("(?P<name>up|down)?"), "up");
  EXPECT_EQ(text_matching("(?!no)yes"), "yes");
  EXPECT_EQ(text_matching("["), "");
}

}  // namespace
}  // namespace chaos

#include <gtest/gtest.h>

#include "support/tolerance_judge.h"

namespace chaos {
namespace {

using testing::Judge;

TEST(ScalarTolerance, BooleansEqualNumbersAsInPython) {
  EXPECT_TRUE(Judge().within(true, true));
  EXPECT_TRUE(Judge().within(true, 1));
  EXPECT_TRUE(Judge().within(false, 0.0));
  EXPECT_FALSE(Judge().within(true, "true"));
  EXPECT_FALSE(Judge().within(true, 2));
}

TEST(ScalarTolerance, BooleansAndStringsAreNotComparedWithTheStatus) {
  EXPECT_FALSE(Judge().within(true, Json{{"status", true}}));
  EXPECT_FALSE(Judge().within("ok", Json{{"status", "ok"}}));
}

TEST(ScalarTolerance, StringsEqualStrings) {
  EXPECT_TRUE(Judge().within("ok", "ok"));
  EXPECT_FALSE(Judge().within("ok", "ok\n"));
  EXPECT_FALSE(Judge().within("1", 1));
}

TEST(ScalarTolerance, IntegersEqualTheValueOrItsStatus) {
  EXPECT_TRUE(Judge().within(200, 200));
  EXPECT_TRUE(Judge().within(200, 200.0));
  EXPECT_TRUE(Judge().within(200, Json{{"status", 200}, {"body", "x"}}));
  EXPECT_FALSE(Judge().within(200, Json{{"status", 404}}));
  EXPECT_FALSE(Judge().within(200, Json{{"code", 200}}));
  EXPECT_TRUE(Judge().within(1, true));
}

TEST(ScalarTolerance, IntegersMayBeBig) {
  const Json big = parse_json("123456789012345678901234567890");
  EXPECT_TRUE(Judge().within(big, big));
  EXPECT_FALSE(Judge().within(big, 1));
}

}  // namespace
}  // namespace chaos

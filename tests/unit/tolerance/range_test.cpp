#include <gtest/gtest.h>

#include "support/tolerance_judge.h"

namespace chaos {
namespace {

using testing::Judge;
using testing::refusal;

Json range(const Json& low, const Json& high) {
  return {{"type", "range"}, {"range", Json::array({low, high})}};
}

TEST(RangeTolerance, IncludesItsBounds) {
  EXPECT_TRUE(Judge().within(range(1, 2), 1));
  EXPECT_TRUE(Judge().within(range(1, 2), 2.0));
  EXPECT_FALSE(Judge().within(range(1, 2), 2.0000000000000004));
  EXPECT_FALSE(Judge().within(range(1, 2), 0));
  EXPECT_FALSE(Judge().within(range(2, 1), 1.5));
}

TEST(RangeTolerance, ComparesTheExactValues) {
  EXPECT_FALSE(
      Judge().within(range(0, 0.1), "0.1000000000000000055511151231257827021181583404541015626"));
  EXPECT_TRUE(Judge().within(range(0, 0.1), "0.1"));
  EXPECT_FALSE(Judge().within(range(0, 0.3), 0.1 + 0.2));
  EXPECT_FALSE(Judge().within(range(9007199254740993, 9007199254740994), 9007199254740992.0));
}

TEST(RangeTolerance, ReadsNumbersFromStrings) {
  EXPECT_TRUE(Judge().within(range(10000, 20000), " 1_000.5e1\n"));
  EXPECT_TRUE(Judge().within(range(0, 1), true));
  EXPECT_FALSE(Judge().within(range(0, 1), "many"));
  EXPECT_FALSE(Judge().within(range(0, 1), ""));
  EXPECT_FALSE(Judge().within(range(0, 1e300), "inf"));
}

TEST(RangeTolerance, JudgesItsTarget) {
  Json tolerance = range(1, 2);
  tolerance["target"] = "load";
  EXPECT_TRUE(Judge().within(tolerance, Json{{"load", "1.5"}}));
  EXPECT_FALSE(Judge().within(tolerance, Json{{"load", 3}}));
  EXPECT_EQ(Judge().error(tolerance, Json{{"other", 3}}),
            "conversion from dict to Decimal is not supported");
  EXPECT_EQ(Judge().error(tolerance, 1.5), "'float' object has no attribute 'get'");
}

TEST(RangeTolerance, FailsForWhatIsNotANumber) {
  EXPECT_EQ(Judge().error(range(0, 1), nullptr),
            "conversion from NoneType to Decimal is not supported");
  EXPECT_EQ(Judge().error(range(0, 1), Json::array()), "argument must be a sequence of length 3");
  EXPECT_EQ(Judge().error(range(0, 1), "nan"), "[<class 'decimal.InvalidOperation'>]");
}

TEST(RangeTolerance, FailsForBoundsThatWereNotValidated) {
  EXPECT_EQ(Judge().error({{"type", "range"}}, 1), "'NoneType' object is not subscriptable");
  EXPECT_EQ(Judge().error({{"type", "range"}, {"range", {1}}}, 1), "list index out of range");
  EXPECT_EQ(Judge().error(range("low", 1), 1), "[<class 'decimal.ConversionSyntax'>]");
  EXPECT_EQ(Judge().error(range(0, nullptr), 1),
            "conversion from NoneType to Decimal is not supported");
}

TEST(RangeTolerance, IsValidated) {
  EXPECT_EQ(refusal(range(0, 1.5)).message, "");
  EXPECT_EQ(refusal(range(false, true)).message, "");
  EXPECT_EQ(refusal(range(0, parse_json("123456789012345678901234567890"))).message, "");
  EXPECT_EQ(refusal({{"type", "range"}}).message,
            "hypothesis range probe tolerance must have a `range` key");
  EXPECT_EQ(refusal({{"type", "range"}, {"range", 5}}).message,
            "hypothesis range must be a sequence");
  EXPECT_EQ(refusal({{"type", "range"}, {"range", {1}}}).message,
            "hypothesis range sequence must be made of two values");
  EXPECT_EQ(refusal(range("1", 2)).message, "hypothesis range lower boundary must be a number");
  const Diagnostic upper = refusal(range(1, nullptr));
  EXPECT_EQ(upper.message, "hypothesis range upper boundary must be a number");
  EXPECT_EQ(upper.pointer, "/tolerance/range/1");
}

}  // namespace
}  // namespace chaos

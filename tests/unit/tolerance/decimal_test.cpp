#include "tolerance/decimal.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "chaos/error.h"

namespace chaos {
namespace {

bool is_number(const std::string& text) {
  return Decimal::from_text(text).has_value();
}

bool less_equal(const Json& left, const Json& right) {
  return Decimal::from_json(left)->less_equal(*Decimal::from_json(right));
}

bool less(const Json& left, const Json& right) {
  return less_equal(left, right) && !less_equal(right, left);
}

bool equal(const Json& left, const Json& right) {
  return less_equal(left, right) && less_equal(right, left);
}

TEST(Decimal, ReadsLikePython) {
  for (const char* text :
       {"1",     "+1",        "-1",    "1.",   ".5",     "1e5",           "1E+5",
        "1e-5",  " 1\n",      "1_000", "_1_",  "1__0",   "1_.5",          "1e_1",
        "inf",   "-Infinity", "NaN",   "snan", "nan123", "\u00a01\u2003", "\u0663",
        "\uff11"}) {
    EXPECT_TRUE(is_number(text)) << text;
  }
}

TEST(Decimal, RejectsWhatPythonRejects) {
  for (const char* text : {"", " ", ".", "1e", "1e+", "e5", "--1", "+-1", "1 2", "1e5.", "1e+-5",
                           "0x10", "infi", "nanx", "1,5", "\u200b1", "\u00b2"}) {
    EXPECT_FALSE(is_number(text)) << text;
  }
  EXPECT_FALSE(is_number(std::string("1\0", 2)));
  EXPECT_FALSE(is_number("\xff"));
}

TEST(Decimal, LimitsExponentsLikePython) {
  EXPECT_TRUE(is_number("1e999999999999999999"));
  EXPECT_FALSE(is_number("1e1000000000000000000"));
  EXPECT_FALSE(is_number("10e999999999999999999"));
  EXPECT_TRUE(is_number("0.1e1000000000000000000"));
  EXPECT_FALSE(is_number("0e1000000000000000000"));
  EXPECT_TRUE(is_number("1e-1999999999999999997"));
  EXPECT_FALSE(is_number("1e-1999999999999999998"));
  EXPECT_FALSE(is_number("1e99999999999999999999999"));
  EXPECT_FALSE(is_number("1e-99999999999999999999999"));
}

TEST(Decimal, ComparesBySignMagnitudeAndDigits) {
  EXPECT_TRUE(less("-2", "-1"));
  EXPECT_TRUE(less("-1", "0"));
  EXPECT_TRUE(less("0", "1e-1000"));
  EXPECT_TRUE(less("9.99", "10"));
  EXPECT_TRUE(less("1.2", "1.21"));
  EXPECT_TRUE(less("-1.21", "-1.2"));
  EXPECT_TRUE(equal("1e3", "1000.000"));
  EXPECT_TRUE(equal("-0", "0e5"));
  EXPECT_TRUE(equal("0012", "12"));
  EXPECT_TRUE(less("1e999999999999999999", "inf"));
  EXPECT_TRUE(less("-inf", "-1e999999999999999999"));
  EXPECT_TRUE(equal("inf", "Infinity"));
}

TEST(Decimal, KeepsTheExactValueOfFloats) {
  EXPECT_TRUE(equal(0.5, "0.5"));
  EXPECT_TRUE(less("0.1", 0.1));
  EXPECT_TRUE(equal(0.1, "0.1000000000000000055511151231257827021181583404541015625"));
  EXPECT_TRUE(equal(1e16, "1e16"));
  EXPECT_TRUE(equal(9007199254740992.0, 9007199254740992));
  EXPECT_TRUE(less(1e300, std::numeric_limits<double>::max()));
  EXPECT_TRUE(less(0, std::numeric_limits<double>::denorm_min()));
  EXPECT_TRUE(less("4.94065645841246544e-324", std::numeric_limits<double>::denorm_min()));
  EXPECT_TRUE(less("-inf", -1.5));
  EXPECT_TRUE(less(1.5, std::numeric_limits<double>::infinity()));
}

TEST(Decimal, AcceptsIntegersAndBooleans) {
  EXPECT_TRUE(equal(true, 1));
  EXPECT_TRUE(equal(std::numeric_limits<std::uint64_t>::max(), "18446744073709551615"));
  EXPECT_TRUE(equal(std::numeric_limits<std::int64_t>::min(), "-9223372036854775808"));
  EXPECT_TRUE(equal(make_extended(Extended::kInteger, "100000000000000000000"), 1e20));
}

TEST(Decimal, DoesNotOrderNan) {
  EXPECT_THROW(less_equal("nan", 1), UnexpectedError);
  EXPECT_THROW(less_equal(1, std::numeric_limits<double>::quiet_NaN()), UnexpectedError);
}

}  // namespace
}  // namespace chaos

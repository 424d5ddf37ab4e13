#include "json/number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace chaos {
namespace {

TEST(Number, ReadsIntegers) {
  EXPECT_EQ(integer_from_text("+12"), 12);
  EXPECT_EQ(integer_from_text("-0"), 0);
  EXPECT_EQ(integer_from_text("-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(extended_text(integer_from_text("-00018446744073709551616")), "-18446744073709551616");
}

TEST(Number, ReadsFloatsBeyondTheRange) {
  EXPECT_EQ(float_from_text("1e400"), INFINITY);
  EXPECT_EQ(float_from_text("-1e+400"), -INFINITY);
  EXPECT_EQ(float_from_text("1e-400"), 0.0);
  EXPECT_TRUE(std::signbit(float_from_text("-0.001e-400")));
  EXPECT_EQ(float_from_text("0." + std::string(400, '0') + "1"), 0.0);
  EXPECT_EQ(float_from_text("0." + std::string(400, '0') + "1e800"), INFINITY);
  EXPECT_EQ(float_from_text("1" + std::string(400, '0') + ".0"), INFINITY);
  EXPECT_EQ(float_from_text("1e99999999999999999999"), INFINITY);
  EXPECT_EQ(float_from_text("1e-99999999999999999999"), 0.0);
}

TEST(Number, WritesAllDigits) {
  EXPECT_EQ(exact_integer_digits(1e22), "10000000000000000000000");
  EXPECT_EQ(exact_integer_digits(-4.0), "-4");
}

}  // namespace
}  // namespace chaos

#include "json/python_order.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "chaos/error.h"
#include "json/json_reader.h"

namespace chaos {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool less(const Json& left, const Json& right) {
  return *compare_numbers(left, right) < 0;
}

TEST(PythonOrder, ComparesIntegersWithFloatsExactly) {
  const Json above = 9007199254740993;  // 2**53 + 1, which is not representable as a float
  EXPECT_TRUE(less(9007199254740992.0, above));
  EXPECT_FALSE(less(above, 9007199254740992.0));
  EXPECT_TRUE(less(1, 1.5));
  EXPECT_TRUE(less(-1.5, -1));
  EXPECT_TRUE(less(-1, -0.5));
  EXPECT_TRUE(*compare_numbers(0, -0.0) == 0);
}

TEST(PythonOrder, ComparesIntegersOfAllSizes) {
  const Json huge = parse_json("100000000000000000000");
  const Json minus_huge = parse_json("-100000000000000000000");
  EXPECT_TRUE(less(std::numeric_limits<std::uint64_t>::max(), huge));
  EXPECT_TRUE(less(minus_huge, std::numeric_limits<std::int64_t>::min()));
  EXPECT_TRUE(less(minus_huge, huge));
  EXPECT_TRUE(less(-1, std::numeric_limits<std::uint64_t>::max()));
  EXPECT_TRUE(*compare_numbers(huge, 1e20) == 0);
  EXPECT_TRUE(less(huge, 1.1e20));
  EXPECT_TRUE(less(huge, kInfinity));
  EXPECT_TRUE(less(-kInfinity, minus_huge));
}

TEST(PythonOrder, CountsBooleansAsNumbersAndNothingElse) {
  EXPECT_TRUE(less(false, true));
  EXPECT_TRUE(*compare_numbers(true, 1.0) == 0);
  EXPECT_FALSE(compare_numbers("1", 1).has_value());
  EXPECT_FALSE(compare_numbers(1, nullptr).has_value());
}

TEST(PythonOrder, DoesNotOrderNan) {
  EXPECT_TRUE(*compare_numbers(1, kNan) == std::partial_ordering::unordered);
  EXPECT_TRUE(*compare_numbers(kNan, kNan) == std::partial_ordering::unordered);
  EXPECT_FALSE(python_less_equal(kNan, 1));
}

TEST(PythonOrder, ComparesStringsByCodePoint) {
  EXPECT_TRUE(python_less_equal("Z", "a"));
  EXPECT_TRUE(python_less_equal("a", "\u00e9"));
  EXPECT_FALSE(python_less_equal("\U0001f600", "\uffff"));
}

TEST(PythonOrder, ComparesListsByTheirFirstDifference) {
  EXPECT_TRUE(python_less_equal({1, 2}, {1, 3}));
  EXPECT_TRUE(python_less_equal({1}, {1, nullptr}));
  EXPECT_FALSE(python_less_equal({1, 2}, Json::array({1})));
  EXPECT_TRUE(python_less_equal({nullptr, 1}, {nullptr, 2}));
  EXPECT_THROW(python_less_equal({nullptr}, Json::array({1})), UnexpectedError);
}

TEST(PythonOrder, ComparesExtendedKinds) {
  const auto date = [](const char* text) { return make_extended(Extended::kDate, text); };
  const auto time = [](const char* text) { return make_extended(Extended::kDateTime, text); };
  EXPECT_TRUE(python_less_equal(date("2020-01-31"), date("2020-02-01")));
  EXPECT_TRUE(
      python_less_equal(time("2020-01-01T10:00:00+02:00"), time("2020-01-01T08:30:00+00:00")));
  EXPECT_TRUE(python_less_equal(make_extended(Extended::kBytes, "a"),
                                make_extended(Extended::kBytes, "b")));
  EXPECT_THROW(python_less_equal(date("2020-01-31"), time("2020-01-31T00:00:00")), UnexpectedError);
  EXPECT_THROW(python_less_equal(time("2020-01-31T00:00:00+00:00"), time("2020-01-31T00:00:00")),
               UnexpectedError);
}

TEST(PythonOrder, FailsWithPythonsMessages) {
  const auto error_of = [](const Json& left, const Json& right) -> std::string {
    try {
      python_less_equal(left, right);
    } catch (const UnexpectedError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(error_of(1, "a"), "'<=' not supported between instances of 'int' and 'str'");
  EXPECT_EQ(error_of(nullptr, 1.5),
            "'<=' not supported between instances of 'NoneType' and 'float'");
  EXPECT_EQ(error_of(Json::object(), Json::object()),
            "'<=' not supported between instances of 'dict' and 'dict'");
  EXPECT_EQ(error_of(make_extended(Extended::kDate, "2020-01-31"), true),
            "'<=' not supported between instances of 'datetime.date' and 'bool'");
}

}  // namespace
}  // namespace chaos

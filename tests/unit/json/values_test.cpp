#include <gtest/gtest.h>

#include "chaos/json.h"

namespace chaos {
namespace {

bool equal(const char* left, const char* right) {
  const bool result = python_equal(Json::parse(left), Json::parse(right));
  EXPECT_EQ(result, python_equal(Json::parse(right), Json::parse(left)));
  return result;
}

Json integer(std::string_view digits) {
  return make_extended(Extended::kInteger, digits);
}

TEST(Values, FindsMembers) {
  Json object = {{"a", 1}, {"b", nullptr}};
  ASSERT_NE(find(object, "b"), nullptr);
  EXPECT_TRUE(find(object, "b")->is_null());
  EXPECT_EQ(find(object, "c"), nullptr);
  EXPECT_EQ(find(Json(1), "a"), nullptr);
  *find(object, "a") = 2;
  EXPECT_EQ(object["a"], 2);
}

TEST(Values, Truth) {
  for (const char* text : {"null", "false", "0", "0.0", "-0.0", "\"\"", "[]", "{}"}) {
    EXPECT_FALSE(truthy(Json::parse(text))) << text;
  }
  for (const char* text : {"true", "1", "-1", "0.5", "\" \"", "[0]", "{\"a\":0}"}) {
    EXPECT_TRUE(truthy(Json::parse(text))) << text;
  }
  EXPECT_TRUE(truthy(std::numeric_limits<double>::quiet_NaN()));
}

TEST(Values, TruthOfOtherKinds) {
  EXPECT_TRUE(truthy(integer("123456789012345678901")));
  EXPECT_TRUE(truthy(make_extended(Extended::kDate, "2020-01-31")));
  EXPECT_FALSE(truthy(make_extended(Extended::kBytes, "")));
}

TEST(Values, NumbersAndBooleansCompareByValue) {
  EXPECT_TRUE(equal("1", "1.0"));
  EXPECT_TRUE(equal("1", "true"));
  EXPECT_TRUE(equal("0.0", "false"));
  EXPECT_TRUE(equal("-0.0", "0"));
  EXPECT_FALSE(equal("1", "2"));
  EXPECT_FALSE(equal("1", "1.5"));
  EXPECT_FALSE(equal("1", "\"1\""));
  EXPECT_FALSE(equal("0", "null"));
  EXPECT_FALSE(equal("-1", "18446744073709551615"));
}

TEST(Values, NumbersCompareExactly) {
  EXPECT_FALSE(equal("9007199254740993", "9007199254740992.0"));
  EXPECT_TRUE(equal("9007199254740992", "9007199254740992.0"));
  EXPECT_TRUE(python_equal(integer("10000000000000000000000"), 1e22));
  EXPECT_FALSE(python_equal(integer("10000000000000000000001"), 1e22));
  EXPECT_FALSE(python_equal(integer("10000000000000000000000"), 1));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(python_equal(nan, nan));
}

TEST(Values, CollectionsCompareDeeply) {
  EXPECT_TRUE(equal(R"({"a": 1, "b": [true]})", R"({"b": [1.0], "a": 1})"));
  EXPECT_FALSE(equal(R"({"a": 1})", R"({"a": 1, "b": 2})"));
  EXPECT_FALSE(equal(R"({"a": 1})", R"({"b": 1})"));
  EXPECT_FALSE(equal("[1, 2]", "[2, 1]"));
  EXPECT_FALSE(equal("[]", "{}"));
}

TEST(Values, BytesAreNotStrings) {
  const Json bytes = make_extended(Extended::kBytes, "a");
  EXPECT_TRUE(python_equal(bytes, make_extended(Extended::kBytes, "a")));
  EXPECT_FALSE(python_equal(bytes, "a"));
}

TEST(Values, TimesCompareAsInstants) {
  const Json noon = make_extended(Extended::kDateTime, "2020-01-31T12:00:00+00:00");
  EXPECT_TRUE(python_equal(noon, make_extended(Extended::kDateTime, "2020-01-31T14:00:00+02:00")));
  EXPECT_FALSE(python_equal(noon, make_extended(Extended::kDateTime, "2020-01-31T12:00:00")));
  EXPECT_FALSE(python_equal(make_extended(Extended::kDate, "2020-01-31"),
                            make_extended(Extended::kDateTime, "2020-01-31T00:00:00")));
}

}  // namespace
}  // namespace chaos

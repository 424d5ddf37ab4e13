#include <gtest/gtest.h>

#include "support/tolerance_judge.h"

namespace chaos {
namespace {

using testing::Judge;

TEST(ListTolerance, TwoElementsAreBounds) {
  const Json range = {1, 3};
  EXPECT_TRUE(Judge().within(range, 1));
  EXPECT_TRUE(Judge().within(range, 2.5));
  EXPECT_TRUE(Judge().within(range, true));
  EXPECT_FALSE(Judge().within(range, 3.01));
  EXPECT_TRUE(Judge().within({"a", "c"}, "b"));
  EXPECT_FALSE(Judge().within({"a", "c"}, "ca"));
}

TEST(ListTolerance, OtherNumbersOfElementsAreChoices) {
  EXPECT_TRUE(Judge().within({1, "a", nullptr}, nullptr));
  EXPECT_TRUE(Judge().within({1, "a", nullptr}, true));
  EXPECT_FALSE(Judge().within({1, "a", nullptr}, "b"));
  EXPECT_TRUE(Judge().within(Json::array({5}), 5));
  EXPECT_FALSE(Judge().within(Json::array(), 5));
}

TEST(ListTolerance, AStatusIsAlwaysAChoice) {
  const Json codes = {200, 299};
  EXPECT_TRUE(Judge().within(codes, Json{{"status", 299}}));
  EXPECT_FALSE(Judge().within(codes, Json{{"status", 204}}));
}

TEST(ListTolerance, BoundsOfAnotherTypeAreAnError) {
  EXPECT_EQ(Judge().error({1, 3}, "2"), "'<=' not supported between instances of 'int' and 'str'");
  EXPECT_EQ(Judge().error({1, 3}, Json{{"code", 1}}),
            "'<=' not supported between instances of 'int' and 'dict'");
  EXPECT_EQ(Judge().error({1, "z"}, 2), "'<=' not supported between instances of 'int' and 'str'");
  // The upper bound is not evaluated.
  EXPECT_EQ(Judge().error({3, "z"}, 2), "");
}

}  // namespace
}  // namespace chaos

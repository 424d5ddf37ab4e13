#include <gtest/gtest.h>

#include "chaos/json.h"

namespace chaos {
namespace {

TEST(Extended, KeepsKindAndText) {
  const Json value = make_extended(Extended::kDate, "2020-01-31");
  EXPECT_EQ(extended_kind(value), Extended::kDate);
  EXPECT_EQ(extended_text(value), "2020-01-31");
}

TEST(Extended, OrdinaryValuesHaveNoKind) {
  EXPECT_FALSE(extended_kind(1));
  EXPECT_FALSE(extended_kind("2020-01-31"));
  EXPECT_FALSE(extended_kind(Json::binary({1, 2})));
  EXPECT_FALSE(extended_kind(Json::binary({1, 2}, 99)));
}

}  // namespace
}  // namespace chaos

#include "experiment/chaos_block.h"

#include <gtest/gtest.h>

namespace chaos {
namespace {

TEST(ChaosBlock, IsFoundAmongTheExtensions) {
  const Json document = {{"extensions", {{{"name", "other"}}, {{"name", "chaos"}, {"a", 1}}}}};
  EXPECT_EQ(chaos_block_pointer(document), "/extensions/1");
  ASSERT_NE(chaos_block(document), nullptr);
  EXPECT_EQ((*chaos_block(document))["a"], 1);
}

TEST(ChaosBlock, IsNotFoundElsewhere) {
  for (const Json& document :
       {Json::object(), Json{{"extensions", nullptr}}, Json{{"extensions", {{"name", "chaos"}}}},
        Json{{"extensions", {1, {{"name", "other"}}}}}}) {
    EXPECT_EQ(chaos_block_pointer(document), "") << document;
    EXPECT_EQ(chaos_block(document), nullptr) << document;
  }
}

TEST(ChaosBlock, IsCreatedIfMissing) {
  Json document = {{"title", "t"}};
  chaos_block_of(document)["a"] = 1;
  chaos_block_of(document)["b"] = 2;
  EXPECT_EQ(document["extensions"], (Json{{{"name", "chaos"}, {"a", 1}, {"b", 2}}}));
}

}  // namespace
}  // namespace chaos

#include "json/pointer.h"

#include <gtest/gtest.h>

namespace chaos {
namespace {

TEST(Pointer, SplitsAndUnescapes) {
  EXPECT_TRUE(pointer_tokens(JsonPointer("")).empty());
  EXPECT_EQ(pointer_tokens(JsonPointer("/a~1b/0//m~0n")),
            (std::vector<std::string>{"a/b", "0", "", "m~n"}));
}

TEST(Pointer, ReadsIndices) {
  EXPECT_EQ(array_index("0"), 0U);
  EXPECT_EQ(array_index("12"), 12U);
  for (const char* token : {"", "01", "-", "-1", "+1", "1x", "99999999999999999999"}) {
    EXPECT_FALSE(array_index(token)) << token;
  }
}

}  // namespace
}  // namespace chaos

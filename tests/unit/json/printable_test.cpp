#include "json/printable.h"

#include <gtest/gtest.h>

namespace chaos {
namespace {

TEST(Printable, FollowsUnicode) {
  for (const char32_t c :
       {U' ', U'~', U'\u00a1', U'\u00e9', U'\u037a', U'\u2030', U'\U0001f600', U'\ufffd'}) {
    EXPECT_TRUE(is_printable(c)) << static_cast<unsigned>(c);
  }
  for (const char32_t c : {U'\x1f', U'\x7f', U'\u00a0', U'\u00ad', U'\u0378', U'\u2028', U'\u3000',
                           U'\ue000', U'\ufeff', U'\U000e0001', U'\U0010ffff'}) {
    EXPECT_FALSE(is_printable(c)) << static_cast<unsigned>(c);
  }
}

}  // namespace
}  // namespace chaos

#include "json/ascii_json.h"

#include <gtest/gtest.h>

namespace chaos {
namespace {

TEST(AsciiJson, EscapesNonAsciiCharacters) {
  EXPECT_EQ(to_ascii_json_text("caf\u00e9 \x7f \U0001F600"),
            "\"caf\\u00e9 \\u007f \\ud83d\\ude00\"");
  EXPECT_EQ(to_ascii_json_text({{"\u00fc", 1}}), "{\"\\u00fc\": 1}");
}

TEST(AsciiJson, IsIndentedLikeJsonText) {
  EXPECT_EQ(to_ascii_json_text({{"a", Json::array({1, Json::object()})}}, 2),
            "{\n  \"a\": [\n    1,\n    {}\n  ]\n}");
}

}  // namespace
}  // namespace chaos

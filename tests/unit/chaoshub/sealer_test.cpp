#include "security/sealer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "security/base64url.h"

namespace chaos::hub {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

TEST(Sealer, OpensWhatItSealed) {
  const Sealer sealer("key", "purpose");
  for (const std::string text : {"", "a", "a longer text; with ünicode"}) {
    const std::string sealed = sealer.seal(text);
    EXPECT_THAT(sealed, MatchesRegex("[A-Za-z0-9_-]+"));
    EXPECT_EQ(sealer.open(sealed), text);
    EXPECT_NE(sealer.seal(text), sealed);
  }
  EXPECT_THAT(*from_base64url(sealer.seal("visible")), Not(HasSubstr("visible")));
}

TEST(Sealer, DoesNotOpenAModifiedValue) {
  const Sealer sealer("key", "purpose");
  const std::string bytes = *from_base64url(sealer.seal("text"));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(sealer.open(to_base64url(changed))) << i;
    EXPECT_FALSE(sealer.open(to_base64url(bytes.substr(0, i)))) << i;
  }
  EXPECT_FALSE(sealer.open(""));
  EXPECT_FALSE(sealer.open("no base64!"));
}

TEST(Sealer, OpensOnlyForItsKeyAndPurpose) {
  const std::string sealed = Sealer("key", "purpose").seal("text");
  EXPECT_FALSE(Sealer("key", "another").open(sealed));
  EXPECT_FALSE(Sealer("another", "purpose").open(sealed));
}

TEST(Base64Url, DecodesOnlyItsOwnOutput) {
  EXPECT_EQ(to_base64url("\xFB\xFF\xFE"), "-__-");
  EXPECT_EQ(from_base64url("-__-"), "\xFB\xFF\xFE");
  EXPECT_EQ(to_base64url("a"), "YQ");
  for (const char* text : {"YQ==", "+//+", "YQ\n", "Y", "YR"})
    EXPECT_FALSE(from_base64url(text)) << text;
}

}  // namespace
}  // namespace chaos::hub

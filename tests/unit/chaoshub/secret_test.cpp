#include "security/secret.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chaos::hub {
namespace {

using ::testing::MatchesRegex;

TEST(Secret, IsNeverTheSame) {
  EXPECT_NE(random_secret(), random_secret());
  EXPECT_THAT(random_secret(), MatchesRegex("[A-Za-z0-9_-]{43}"));
}

TEST(Identifiers, SortByCreationTime) {
  std::string last = new_id();
  EXPECT_THAT(last, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                 "[0-9a-f]{12}"));
  for (int i = 0; i < 1000; ++i) {  // many within one millisecond
    const std::string next = new_id();
    ASSERT_LT(last.substr(0, 18), next.substr(0, 18));
    last = next;
  }
}

TEST(Digests, DifferBetweenSecrets) {
  EXPECT_EQ(digest_of("a"), digest_of("a"));
  EXPECT_NE(digest_of("a"), digest_of("b"));
  EXPECT_EQ(digest_of("").size(), 64U);
}

TEST(Passwords, AreStoredAsArgon2id) {
  const std::string hash = hash_password("correct horse");
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_TRUE(is_password("correct horse", hash));
  EXPECT_FALSE(is_password("correct horse ", hash));
  EXPECT_FALSE(is_password("correct horse", "no hash"));
  EXPECT_NE(hash, hash_password("correct horse"));
}

TEST(ConstantTime, ComparesCorrectly) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

}  // namespace
}  // namespace chaos::hub

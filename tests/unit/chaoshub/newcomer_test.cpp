#include "auth/model/newcomer.h"

#include <gtest/gtest.h>

namespace chaos::hub::auth {
namespace {

ProviderIdentity person(const std::string& name, const std::string& email = "") {
  return {.subject = "1", .name = name, .email = email};
}

TEST(Newcomer, GetsANameLikeTheOneAtTheProvider) {
  EXPECT_EQ(account_name_for(person("ada")), "ada");
  EXPECT_EQ(account_name_for(person("Ada Lovelace")), "Ada-Lovelace");
  EXPECT_EQ(account_name_for(person("", "ada.l@example.com")), "ada.l");
  EXPECT_EQ(account_name_for(person("@-_ada!!")), "ada");
  EXPECT_EQ(account_name_for(person("ada@example.com")), "ada-example.com");
  EXPECT_EQ(account_name_for(person("愛")), "somebody");
  EXPECT_EQ(account_name_for(person("")), "somebody");
  EXPECT_EQ(account_name_for(person("ada"), 2), "ada-2");
  EXPECT_EQ(account_name_for(person(std::string(100, 'x'))).size(), 39U);
  EXPECT_EQ(account_name_for(person(std::string(100, 'x')), 10), std::string(36, 'x') + "-10");
}

TEST(Newcomer, CanJoinFromAllowedDomains) {
  EXPECT_FALSE(may_join(person("a", "a@example.com"), {}));
  EXPECT_TRUE(may_join(person("a", "a@Example.COM"), {"other.example", "example.com"}));
  EXPECT_FALSE(may_join(person("a", "a@sub.example.com"), {"example.com"}));
  EXPECT_FALSE(may_join(person("a", "a@example.com.evil.example"), {"example.com"}));
  EXPECT_FALSE(may_join(person("a", "\"a@example.com\"@evil.example"), {"example.com"}));
  EXPECT_FALSE(may_join(person("a", "example.com"), {"example.com"}));
  EXPECT_FALSE(may_join(person("a"), {"example.com", ""}));
  EXPECT_TRUE(may_join(person("a"), {"*"}));
}

}  // namespace
}  // namespace chaos::hub::auth

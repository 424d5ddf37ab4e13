#include "security/principal.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace chaos::hub {
namespace {

const std::string kKey = "a key that nobody else may know of";

Principal some_claim() {
  return {.account = "a1",
          .name = "ada",
          .administrator = true,
          .scopes = {Scope::kRead, Scope::kAdmin},
          .team = "t1",
          .session = "s1",
          .agent = "CI"};
}

TEST(PrincipalSigner, VerifiesWhatItSigned) {
  const PrincipalSigner signer(kKey);
  const auto principal = signer.read(signer.sign(some_claim()));
  ASSERT_TRUE(principal);
  EXPECT_EQ(principal->account, "a1");
  EXPECT_EQ(principal->name, "ada");
  EXPECT_TRUE(principal->administrator);
  EXPECT_TRUE(principal->may(Scope::kRead));
  EXPECT_FALSE(principal->may(Scope::kWrite));
  EXPECT_TRUE(principal->may(Scope::kAdmin));
  EXPECT_EQ(principal->team, "t1");
  EXPECT_EQ(principal->session, "s1");
  EXPECT_EQ(principal->agent, "CI");
}

TEST(Principal, IsShownWithItsKind) {
  Principal principal = some_claim();
  EXPECT_EQ(principal.display_name(), "ada");
  principal.kind = PrincipalKind::kAgent;
  EXPECT_EQ(principal.display_name(), "agent CI (created by ada)");
}

TEST(PrincipalSigner, SignsEachPrincipalForWhatItIs) {
  const PrincipalSigner signer(kKey);
  Principal principal = some_claim();
  const std::string first = signer.sign(principal);
  EXPECT_EQ(signer.sign(principal), first);
  principal.administrator = false;
  principal.scopes = {Scope::kRead};
  const std::string second = signer.sign(principal);
  EXPECT_EQ(signer.read(first), some_claim());
  EXPECT_EQ(signer.read(second), principal);
}

TEST(PrincipalSigner, SignsAnyNumberOfPrincipals) {
  const PrincipalSigner signer(kKey);
  const std::string first = signer.sign(some_claim());
  for (int i = 0; i < 3'000; ++i) {
    const Principal principal{.account = std::to_string(i), .name = "ada", .scopes = {}};
    ASSERT_EQ(signer.read(signer.sign(principal)), principal);
  }
  EXPECT_EQ(signer.read(first), some_claim());
}

TEST(PrincipalSigner, RejectsEverythingElse) {
  const PrincipalSigner signer(kKey);
  const std::string good = signer.sign(some_claim());
  const auto first = good.find('.');
  const auto second = good.rfind('.');
  for (const std::string& bad :
       {std::string(), std::string("x"), std::string(".."), good.substr(0, second),
        good.substr(0, second + 1), good + "x", "x" + good,
        good.substr(0, first) + good.substr(second) + good.substr(second)})
    EXPECT_FALSE(signer.read(bad)) << bad;
  EXPECT_FALSE(PrincipalSigner(kKey + "!").read(good));
}

TEST(PrincipalSigner, RejectsUnsignedPrincipals) {
  // {"alg":"none","typ":"JWT"} and {"sub":"a1","iss":"chaoshub","exp":9999999999,...}
  const std::string head = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
  const std::string payload =
      "eyJzdWIiOiJhMSIsImlzcyI6ImNoYW9zaHViIiwiZXhwIjo5OTk5OTk5OTk5LCJuYW1lIjoiYWRhIiwiYWRtaW5p"
      "c3RyYXRvciI6dHJ1ZSwidGVhbSI6IiIsInNlc3Npb24iOiIiLCJzY29wZXMiOltdfQ";
  for (const char* signature : {"", ".", ".x"})
    EXPECT_FALSE(PrincipalSigner(kKey).read(head + "." + payload + signature));
}

TEST(PrincipalSigner, RequiresALongKey) {
  EXPECT_THROW(PrincipalSigner("short"), std::invalid_argument);
}

}  // namespace
}  // namespace chaos::hub

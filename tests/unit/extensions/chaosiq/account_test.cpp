#include "chaosiq/account.h"

#include <gtest/gtest.h>

#include "log/log.h"
#include "support/chaosiq_settings.h"

namespace chaos::chaosiq {
namespace {

using chaos::testing::chaosiq_settings;

constexpr const char* kHost = "c.example:8443";

class AccountTest : public ::testing::Test {
 protected:
  Account read() const { return read_account(declaration_in(settings_), settings_); }
  Json& control() { return settings_["controls"]["chaosiq-cloud"]; }
  Json& arguments() { return control()["provider"]["arguments"]; }

  Json settings_ = chaosiq_settings("https://c.example:8443", kHost);
};

TEST_F(AccountTest, MatchesWhatSignInHasWritten) {
  const Account account = read();
  EXPECT_EQ(account.url, "https://c.example:8443");
  EXPECT_TRUE(account.verify_tls);
  EXPECT_EQ(account.token_type, "Bearer");
  EXPECT_EQ(account.token, "token-0001");
  ASSERT_TRUE(account.is_complete());
  EXPECT_EQ(account.organization->id, "o1");
  EXPECT_EQ(account.organization->name, "Acme");
  EXPECT_EQ(account.team->id, "t1");
  EXPECT_EQ(account.team->name, "Payments");
  EXPECT_TRUE(account.publish && account.safeguards && account.workspace);
  EXPECT_EQ(account.on_unreachable, OnUnreachable::kContinue);
  EXPECT_EQ(account.patience_seconds, 1.0);
}

TEST_F(AccountTest, IsEmptyBeforeSignIn) {
  settings_ = Json::object();
  const Account account = read();
  EXPECT_FALSE(account.is_complete());
  EXPECT_EQ(account.token, "");
  EXPECT_TRUE(account.verify_tls);
}

TEST_F(AccountTest, IgnoresValuesOfWrongTypes) {
  for (const Json& wrong : {Json(), Json(1), Json("x"), Json::array({1}), Json::object()}) {
    EXPECT_FALSE(read_account(wrong, wrong).is_complete());
    settings_ = chaosiq_settings("https://c.example:8443", kHost);
    arguments()["organizations"] = wrong;
    settings_["auths"] = wrong;
    control()["features"] = wrong;
    control()["safeguards"] = wrong;
    const Account account = read();
    EXPECT_FALSE(account.organization);
    EXPECT_EQ(account.token, "");
    EXPECT_TRUE(account.publish);
    EXPECT_EQ(account.patience_seconds, 1.0);
  }
}

TEST_F(AccountTest, HasOnlyTheDefaultPlace) {
  arguments()["organizations"][0]["teams"][0]["default"] = false;
  EXPECT_TRUE(read().organization);
  EXPECT_FALSE(read().team);
  arguments()["organizations"][0]["default"] = false;
  EXPECT_FALSE(read().organization);
}

TEST_F(AccountTest, HasTheUrlWithoutTrailingSlashes) {
  arguments()["url"] = "https://c.example:8443//";
  EXPECT_EQ(read().url, "https://c.example:8443");
  EXPECT_EQ(read().token, "token-0001");
}

TEST_F(AccountTest, CapitalizesTheTypeOfTheToken) {
  settings_["auths"][kHost]["type"] = "tOKEN";
  EXPECT_EQ(read().token_type, "Token");
  settings_["auths"][kHost].erase("type");
  EXPECT_EQ(read().token_type, "Bearer");
}

TEST_F(AccountTest, HasNoTokenForAnotherHost) {
  settings_["auths"] = {{"c.example", {{"type", "bearer"}, {"value", "token-0002"}}}};
  EXPECT_EQ(read().token, "");
}

TEST_F(AccountTest, KeepsTheTokenOutOfTheLog) {
  settings_["auths"][kHost]["value"] = "token-of-the-account-test";
  read();
  EXPECT_EQ(log::redact("it is token-of-the-account-test"), "it is [redacted]");
}

TEST_F(AccountTest, TreatsQuotedAndUnquotedOffAsOff) {
  for (const Json& off : {Json("off"), Json(false)}) {
    control()["features"] = {{"publish", off}, {"workspace", off}};
    EXPECT_FALSE(read().publish);
    EXPECT_TRUE(read().safeguards);
    EXPECT_FALSE(read().workspace);
  }
  control()["features"] = {{"publish", "no"}, {"safeguards", nullptr}, {"workspace", 0}};
  EXPECT_TRUE(read().publish && read().safeguards && read().workspace);
}

TEST_F(AccountTest, ReadsWhatIsNotVerifiedFromTheArguments) {
  arguments()["verify_tls"] = false;
  EXPECT_FALSE(read().verify_tls);
  arguments().erase("verify_tls");
  EXPECT_TRUE(read().verify_tls);
}

TEST_F(AccountTest, SaysWhatToDoWithoutTheSafeguards) {
  control()["safeguards"] = {{"on-unreachable", "stop"}, {"timeout", 0.25}};
  EXPECT_EQ(read().on_unreachable, OnUnreachable::kStop);
  EXPECT_EQ(read().patience_seconds, 0.25);
  for (const Json& timeout : {Json(0), Json(-1), Json("2"), Json()}) {
    control()["safeguards"] = {{"on-unreachable", "panic"}, {"timeout", timeout}};
    EXPECT_EQ(read().on_unreachable, OnUnreachable::kContinue);
    EXPECT_EQ(read().patience_seconds, 1.0);
  }
}

TEST(MakeDefault, KeepsTheOtherPlaces) {
  Json list = Json::parse(R"([{"default": true, "id": "1", "name": "A", "teams": [7]},
                              {"id": "2", "name": "old", "colour": "red"}, "stray"])");
  make_default(list, {.id = "2", .name = "B"});
  EXPECT_EQ(list, Json::parse(R"([{"default": false, "id": "1", "name": "A", "teams": [7]},
                                  {"id": "2", "name": "B", "colour": "red", "default": true},
                                  "stray"])"));
}

TEST(MakeDefault, AddsANewPlace) {
  Json list = Json::array();
  make_default(list, {.id = "1", .name = "A"});
  EXPECT_EQ(list, Json::parse(R"([{"default": true, "id": "1", "name": "A"}])"));
  make_default(list, {.id = "2", .name = "B"});
  EXPECT_EQ(list[0]["default"], false);
  EXPECT_EQ(list[1]["default"], true);
}

TEST_F(AccountTest, ChangesTheTeamOfTheDefaultOrganizationOnly) {
  Json& organizations = arguments()["organizations"];
  const Json other = {{"default", false}, {"id", "o2"}, {"name", "Globex"}};
  organizations.push_back(other);
  make_team_default(settings_, {.id = "t2", .name = "Ops"});
  EXPECT_EQ(read().team->id, "t2");
  EXPECT_EQ(read().team->name, "Ops");
  EXPECT_EQ(arguments()["organizations"][0]["teams"].size(), 2U);
  EXPECT_EQ(arguments()["organizations"][1], other);
}

TEST(HostOf, IsTheHostWithItsPort) {
  EXPECT_EQ(host_of("https://c.example:8443"), "c.example:8443");
  EXPECT_EQ(host_of("http://c.example/api?x#y"), "c.example");
  EXPECT_EQ(host_of("https://c.example?x"), "c.example");
  EXPECT_EQ(host_of("c.example:1/x"), "c.example:1");
  EXPECT_EQ(host_of(""), "");
}

}  // namespace
}  // namespace chaos::chaosiq

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/message.h"
#include "hub/fake_issuer.h"
#include "net/http_client.h"
#include "support/hub_process.h"
#include "support/temporary_directory.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kSecret = "the secret of the client";

/// The value of a cookie that a response sets; "" if it does not.
std::string cookie_in(const HubReply& reply, const std::string& name) {
  const auto header = reply.headers.find("set-cookie");
  if (header == reply.headers.end()) return {};
  const auto at = header->second.find(name + "=");
  if (at == std::string::npos) return {};
  const auto begin = at + name.size() + 1;
  return header->second.substr(begin, header->second.find(';', begin) - begin);
}

std::map<std::string, std::string> query_of(const std::string& url) {
  return hub::http::parse_query(url.substr(url.find('?') + 1));
}

/// A hub with fake providers: "corp" admits people of example.com, "hub-of-git" is a GitHub that
/// admits everyone.
class ProviderSignIn : public ::testing::Test {
 protected:
  static std::string settings(const std::string& name, const std::string& issuer) {
    return fmt::format(
        "CHAOSHUB_OIDC_{0}_ISSUER={1}\nCHAOSHUB_OIDC_{0}_CLIENT_ID=chaoshub\n"
        "CHAOSHUB_OIDC_{0}_CLIENT_SECRET={2}\n",
        name, issuer, kSecret);
  }

  std::string settings_file() {
    return directory_.write("hub.env", "CHAOSHUB_OIDC_PROVIDERS=corp,hub-of-git\n" +
                                           settings("CORP", corp.url()) +
                                           settings("HUB_OF_GIT", github.url()) +
                                           "CHAOSHUB_OIDC_CORP_ALLOW=Example.com\n"
                                           "CHAOSHUB_OIDC_HUB_OF_GIT_KIND=github\n"
                                           "CHAOSHUB_OIDC_HUB_OF_GIT_ALLOW=*\n");
  }

  /// A browser that has been redirected to the provider.
  struct Away {
    std::string provider;
    std::string cookie;
    std::map<std::string, std::string> query;  // of the provider's URL
  };

  Away begin(const std::string& provider = "corp", const std::string& next = "/next") {
    const HubReply reply = hub.call(
        {.path = fmt::format("/sign-in/with/{}?next={}", provider, net::form_encode(next))});
    EXPECT_EQ(reply.status, 303) << reply.body;
    return {.provider = provider,
            .cookie = cookie_in(reply, "chaoshub_outside"),
            .query = query_of(reply.headers.at("location"))};
  }

  HubReply come_back(const Away& away, const std::string& query) {
    return hub.call({.path = fmt::format("/sign-in/with/{}/callback?{}", away.provider, query),
                     .headers = {{"Cookie", "chaoshub_outside=" + away.cookie}}});
  }

  /// With the correct state, and the code that makes the fake return the correct nonce.
  HubReply come_back(const Away& away) {
    return come_back(away,
                     fmt::format("state={}&code={}", away.query.at("state"),
                                 away.query.contains("nonce") ? away.query.at("nonce") : "x"));
  }

  HubReply sign_in(const FakeIssuer::Script& script) {
    corp.set(script);
    return come_back(begin());
  }

  static void expect_refused(const HubReply& reply, int status, const std::string& why) {
    EXPECT_EQ(reply.status, status) << reply.body;
    EXPECT_THAT(reply.body, HasSubstr(why));
    EXPECT_THAT(cookie_in(reply, "chaoshub_session"), IsEmpty());
  }

  /// Expects a refusal, with that reason in the log.
  void expect_not_believed(const FakeIssuer::Script& script, const std::string& log) {
    expect_refused(sign_in(script), 502, "did not respond as expected");
    logged_.push_back(log);
  }

  std::string account_of(const HubReply& reply) {
    const std::string session = cookie_in(reply, "chaoshub_session");
    return hub
        .call({.path = "/api/v1/account", .headers = {{"Cookie", "chaoshub_session=" + session}}})
        .json.value("name", "nobody");
  }

  void TearDown() override {
    const std::string log = hub.stop().err;
    for (const auto& text : logged_)
      EXPECT_THAT(log, HasSubstr(text));
    EXPECT_THAT(log, Not(HasSubstr(kSecret)));
    EXPECT_THAT(log, Not(HasSubstr("an access token")));
  }

  FakeIssuer corp;
  FakeIssuer github;
  TemporaryDirectory directory_;
  HubProcess hub{{"--env-file", settings_file()}};
  std::vector<std::string> logged_;
};

TEST_F(ProviderSignIn, SendsTheBrowserToTheProviderAndBack) {
  const Away away = begin("corp", "/organizations?page=2");
  EXPECT_EQ(away.query.at("response_type"), "code");
  EXPECT_EQ(away.query.at("client_id"), "chaoshub");
  EXPECT_EQ(away.query.at("scope"), "openid email profile");
  EXPECT_EQ(away.query.at("code_challenge_method"), "S256");
  const HubReply reply = come_back(away);
  ASSERT_EQ(reply.status, 303) << reply.body;
  EXPECT_EQ(reply.headers.at("location"), "/organizations?page=2");
  EXPECT_EQ(account_of(reply), "eve");
  const auto form = corp.exchanged();
  EXPECT_EQ(form.at("redirect_uri"), away.query.at("redirect_uri"));
  EXPECT_GE(form.at("code_verifier").size(), 43U);
  EXPECT_NE(form.at("code_verifier"), away.query.at("code_challenge"));
}

TEST_F(ProviderSignIn, AcceptsAResponseOnlyFromTheSameBrowser) {
  const Away away = begin();
  const std::string good = "code=" + away.query.at("nonce") + "&state=" + away.query.at("state");
  const std::string why = "was not started in this browser";
  expect_refused(come_back(away, "code=x&state=wrong"), 403, why);
  expect_refused(come_back(away, "code=x"), 403, why);
  expect_refused(come_back({.provider = "corp", .cookie = "", .query = {}}, good), 403, why);
  expect_refused(come_back({.provider = "corp", .cookie = "AAAA", .query = {}}, good), 403, why);
  expect_refused(come_back(begin(), good), 403, why);
  expect_refused(come_back({.provider = "hub-of-git", .cookie = away.cookie, .query = {}}, good),
                 403, why);
  std::string tampered = away.cookie;
  tampered.back() = tampered.back() == 'A' ? 'E' : 'A';
  expect_refused(come_back({.provider = "corp", .cookie = tampered, .query = {}}, good), 403, why);
  EXPECT_EQ(come_back(away).status, 303);
}

TEST_F(ProviderSignIn, AcceptsAResponseOnce) {
  const Away away = begin();
  EXPECT_EQ(come_back(away).status, 303);
  expect_refused(come_back(away), 403, "already been completed");
}

TEST_F(ProviderSignIn, ReportsThatTheProviderRefused) {
  const Away away = begin();
  expect_refused(come_back(away, "error=access_denied&state=" + away.query.at("state")), 403,
                 "share your identity (access_denied)");
  const Away again = begin();
  expect_refused(come_back(again, "error=Look+at+evil.example&state=" + again.query.at("state")),
                 403, "corp refused to sign you in");
  EXPECT_THAT(come_back(begin(), "error=x&state=").body, Not(HasSubstr("(x)")));
}

TEST_F(ProviderSignIn, RejectsAForgedToken) {
  expect_not_believed({.sign_with_another_key = true}, "invalid signature");
  expect_not_believed({.change_after_signing = true}, "invalid signature");
  expect_not_believed({.header = {{"alg", "none"}}}, "not signed with RS256");
  expect_not_believed({.header = {{"alg", "HS256"}}}, "not signed with RS256");
  expect_not_believed({.header = {{"alg", "ES256"}}}, "it has no key that matches the signature");
  expect_not_believed({.header = {{"kid", "two"}}}, "it has no key that matches the signature");
}

TEST_F(ProviderSignIn, RejectsATokenForAnotherPurpose) {
  const auto with = [](const Json& more) {
    FakeIssuer::Script script;
    script.principals.update(more);
    return script;
  };
  expect_not_believed(with({{"iss", "https://evil.example"}}), "wrong issuer");
  expect_not_believed(with({{"aud", "another client"}}), "wrong audience");
  expect_not_believed(with({{"aud", {"chaoshub", "other"}}}), "wrong authorized party");
  expect_not_believed(with({{"azp", "other"}}), "wrong authorized party");
  expect_not_believed(with({{"nonce", "of another request"}}), "wrong nonce");
  expect_not_believed(with({{"nonce", nullptr}}), "wrong nonce");
  expect_not_believed(with({{"exp", 1000000000}}), "expired");
  expect_not_believed(with({{"exp", nullptr}}), "expired");
  expect_not_believed(with({{"sub", ""}}), "it did not identify the person");
}

TEST_F(ProviderSignIn, RejectsAnotherIssuer) {
  Away away = begin();
  const std::string query =
      "code=" + away.query.at("nonce") + "&state=" + away.query.at("state") + "&iss=";
  expect_refused(come_back(away, query + "https%3A%2F%2Fevil.example"), 502, "as expected");
  away = begin();
  EXPECT_EQ(come_back(away, "code=" + away.query.at("nonce") + "&state=" + away.query.at("state") +
                                "&iss=" + net::form_encode(corp.url()))
                .status,
            303);
}

TEST_F(ProviderSignIn, ChecksTheDiscoveryDocument) {
  corp.set({.discovery = {{"issuer", "https://evil.example"}}});
  const HubReply reply = hub.call({.path = "/sign-in/with/corp"});
  expect_refused(reply, 502, "corp did not respond as expected");
  logged_.emplace_back("calls itself 'https://evil.example'");
  corp.set({.discovery = {{"token_endpoint", "http://198.51.100.1/token"}}});
  expect_refused(come_back(begin()), 502, "as expected");
  logged_.emplace_back("http://198.51.100.1/token: not an https URL");
}

TEST_F(ProviderSignIn, ReportsThatTheProviderFailed) {
  expect_not_believed({.token = reply(500, "no")}, "/token: status 500");
  expect_not_believed({.token = reply(400, R"({"error": "invalid_grant"})")},
                      "/token: status 400 (invalid_grant)");
  expect_not_believed({.token = json_reply(R"({"error": "bad\nline"})")}, "/token: status 200");
  expect_not_believed({.token = json_reply("[]")}, "invalid ID token");
  expect_not_believed({.token = drop()}, "/token: ");
}

TEST_F(ProviderSignIn, NeedsAVerifiedAddressOfAnAllowedDomain) {
  const auto with = [](const Json& email, const Json& verified) {
    return FakeIssuer::Script{
        .principals = {{"sub", "2"}, {"email", email}, {"email_verified", verified}}};
  };
  expect_refused(sign_in(with("eve@example.com", false)), 403, "has not verified");
  expect_refused(sign_in(with("eve@example.com", nullptr)), 403, "has not verified");
  expect_refused(sign_in(with("eve@example.com", "yes")), 403, "has not verified");
  expect_refused(sign_in(with("eve@evil.example", true)), 403, "eve@evil.example");
  expect_refused(sign_in(with("eve@sub.example.com", true)), 403, "eve@sub.example.com");
  expect_refused(sign_in(with("eve@evilexample.com", true)), 403, "eve@evilexample.com");
  expect_refused(sign_in(with("eve@example.com@evil.example", true)), 403,
                 "ask your administrator");
  EXPECT_EQ(account_of(sign_in(with("Eve@EXAMPLE.com", "true"))), "Eve");
}

TEST_F(ProviderSignIn, RequestsTheAddressIfTheTokenLacksIt) {
  FakeIssuer::Script script{.principals = {{"sub", "3"}}};
  script.userinfo = {{"sub", "4"}, {"email", "ida@example.com"}, {"email_verified", true}};
  expect_not_believed(script, "its userinfo is about another subject");
  script.userinfo["sub"] = "3";
  EXPECT_EQ(account_of(sign_in(script)), "ida");
}

TEST_F(ProviderSignIn, GivesNobodyAnAccountThatIsInUse) {
  hub.add_user("eve");  // with a password
  expect_refused(sign_in({}), 409, "sign in to it as usual");
}

TEST_F(ProviderSignIn, ChoosesAnotherNameIfOneIsTaken) {
  hub.admin({"create-user", "eve", "--email", "other@example.com"}, "the password of eve\n");
  FakeIssuer::Script script;
  script.principals["preferred_username"] = "Eve!";
  EXPECT_EQ(account_of(sign_in(script)), "Eve-2");
}

TEST_F(ProviderSignIn, NeverRedirectsToAnotherSite) {
  for (const char* next : {"https://evil.example/", "//evil.example", "/\\evil.example",
                           "/\t/evil.example", "evil", "javascript:alert(1)"})
    EXPECT_EQ(come_back(begin("corp", next)).headers.at("location"), "/") << next;
}

TEST_F(ProviderSignIn, WithGithubUsesItsNumberAndVerifiedAddress) {
  const HubReply first = come_back(begin("hub-of-git"));
  ASSERT_EQ(first.status, 303) << first.body;
  EXPECT_EQ(account_of(first), "octo");
  // Someone else has taken over the login: another number, so another account.
  FakeIssuer::Script script;
  script.github_user["id"] = 43;
  github.set(script);
  EXPECT_EQ(account_of(come_back(begin("hub-of-git"))), "octo-2");
  hub.admin({"create-user", "owner", "--email", "owner@example.com"});
  script.github_user["id"] = 44;
  script.github_emails.push_back(
      {{"email", "owner@example.com"}, {"primary", true}, {"verified", false}});
  github.set(script);
  EXPECT_EQ(account_of(come_back(begin("hub-of-git"))), "octo-3");
  script.github_user["id"] = 45;
  script.github_emails[0]["verified"] = true;
  github.set(script);
  EXPECT_EQ(account_of(come_back(begin("hub-of-git"))), "owner");
}

TEST_F(ProviderSignIn, ConnectsIdentitiesOnlyInABrowser) {
  const std::string token = hub.add_user("ada");
  const HubReply reply = hub.call({.method = "POST", .path = "/sign-in/with/corp", .token = token});
  EXPECT_EQ(reply.status, 403);
}

TEST(ProviderSignInSettings, AreChecked) {
  ChaosCommand chaoshub(CHAOSHUB_BINARY);
  std::string settings;
  const auto refusal = [&](const std::string& more) {
    settings = more + "\n" + settings;  // the first value of a name counts
    chaoshub.file("hub.env", settings);
    const Outcome outcome = chaoshub.run({"--env-file", "hub.env", "serve", "--check-config"});
    return outcome.exit_code == 0 ? "fine" : outcome.err;
  };
  EXPECT_THAT(refusal("CHAOSHUB_OIDC_PROVIDERS=my-corp, github"),
              HasSubstr("set CHAOSHUB_OIDC_MY_CORP_ISSUER"));
  EXPECT_THAT(refusal("CHAOSHUB_OIDC_MY_CORP_ISSUER=https://id.example.com"),
              HasSubstr("set CHAOSHUB_OIDC_MY_CORP_CLIENT_ID"));
  EXPECT_THAT(refusal("CHAOSHUB_OIDC_MY_CORP_CLIENT_ID=x"),
              HasSubstr("set CHAOSHUB_OIDC_MY_CORP_CLIENT_SECRET"));
  EXPECT_THAT(refusal("CHAOSHUB_OIDC_MY_CORP_CLIENT_SECRET=x"),
              HasSubstr("set CHAOSHUB_OIDC_GITHUB_CLIENT_ID"));
  EXPECT_EQ(refusal("CHAOSHUB_OIDC_GITHUB_CLIENT_ID=x\nCHAOSHUB_OIDC_GITHUB_CLIENT_SECRET=x"),
            "fine");
  const auto with = [&](const std::string& more) {
    const std::string kept = settings;
    const std::string answer = refusal(more);
    settings = kept;
    return answer;
  };
  for (const char* issuer : {"http://id.example.com", "http://127.0.0.1.example.com",
                             "http://localhost@example.com", "id.example.com", "https://"})
    EXPECT_THAT(with(fmt::format("CHAOSHUB_OIDC_MY_CORP_ISSUER={}", issuer)),
                HasSubstr("not an https URL"))
        << issuer;
  for (const char* issuer : {"http://localhost:5556/dex", "http://127.0.0.1", "http://[::1]:80"})
    EXPECT_EQ(with(fmt::format("CHAOSHUB_OIDC_MY_CORP_ISSUER={}", issuer)), "fine") << issuer;
  EXPECT_THAT(with("CHAOSHUB_OIDC_MY_CORP_ALLOW=*.example.com"), HasSubstr("is not a domain"));
  EXPECT_THAT(with("CHAOSHUB_OIDC_MY_CORP_KIND=saml"),
              HasSubstr("'saml' is not a kind of provider"));
  EXPECT_THAT(with("CHAOSHUB_OIDC_MY_CORP_ISSUER=https://github.com"), HasSubstr("same issuer"));
  EXPECT_THAT(with("CHAOSHUB_OIDC_PROVIDERS=Corp"), HasSubstr("is not a valid name"));
}

}  // namespace
}  // namespace chaos::testing

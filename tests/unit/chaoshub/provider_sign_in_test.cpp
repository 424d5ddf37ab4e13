#include "auth/model/provider_sign_in.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <latch>

#include "auth/storage/sql_account_store.h"
#include "auth/storage/sql_attempts.h"
#include "service/refusal.h"
#include "support/temporary_directory.h"

namespace chaos::hub::auth {
namespace {

using ::testing::HasSubstr;

/// Creates nothing for anyone, and knows nobody.
class NoDashboard final : public DashboardService {
 public:
  void welcome(const std::string&) override {}
  Membership membership_of(const std::string&, const std::string&, const std::string&) override {
    return {};
  }
  std::vector<TeamMembership> teams_of(const std::string&) override { return {}; }
  void note(const std::string&, const Activity&) override {}
};

/// Says that everyone who returns with a code is `answer`.
class CertainProvider final : public IdentityProvider {
 public:
  explicit CertainProvider(const ProviderIdentity& answer) : answer_(answer) {}

  std::string authorization_url(const Handshake& handshake) override {
    return "https://id.example.com/?state=" + handshake.state;
  }
  ProviderIdentity person(const Callback&, const Handshake&) override { return answer_; }

 private:
  const ProviderIdentity& answer_;
};

class ProviderSignInRules : public ::testing::Test {
 protected:
  static std::vector<NamedProvider> providers(const ProviderIdentity& person) {
    std::vector<NamedProvider> all;
    for (const char* name : {"corp", "other"})
      all.push_back({.name = name,
                     .title = name,
                     .issuer = std::string("https://") + name,
                     .allow = {"example.com"},
                     .provider = std::make_unique<CertainProvider>(person)});
    return all;
  }

  struct Way {
    std::string state;
    std::string secret;
  };
  Way begin(const std::string& account = "", const std::string& provider = "corp") {
    const auto begun = provider_sign_in.begin(
        {.provider = provider, .redirect_uri = "https://hub/", .next = "/", .account = account});
    return {.state = begun.address.substr(begun.address.find('=') + 1), .secret = begun.secret};
  }
  ProviderSignIn::Finished finish(const Way& way, const Principal& caller = {},
                                  const std::string& provider = "corp") {
    return provider_sign_in.finish(
        provider, {.code = "x", .state = way.state, .issuer = "", .error = ""}, way.secret, caller);
  }

  Principal signed_in(const std::string& session) {
    return *signer.read(*accounts.identify({.token = "", .session = session}));
  }

  template <typename Work>
  static std::string refusal(const Work& work) {
    try {
      work();
    } catch (const Refusal& refused) {
      return refused.what();
    }
    return "done";
  }

  ProviderIdentity person{.subject = "1", .name = "ada", .email = "ada@example.com"};
  Time now = std::chrono::system_clock::now();
  const Clock clock = [this] { return now; };
  const testing::TemporaryDirectory directory;
  storage::Database database{
      {.url = "sqlite:" + (directory / "auth"), .schema = "auth", .connections = 2}, migrations()};
  SqlAccountStore store{database};
  const PrincipalSigner signer{std::string(32, 'k')};
  NoDashboard dashboard;
  SqlAttempts attempts{database};
  Accounts accounts{store, attempts, signer, dashboard, clock};
  ProviderSignIn provider_sign_in{store, accounts, providers(person), "key", clock};
};

TEST_F(ProviderSignInRules, ExpireAfterTenMinutes) {
  const Way late = begin();
  const Way in_time = begin();
  now += std::chrono::minutes(9);
  EXPECT_FALSE(finish(in_time).session.empty());
  now += std::chrono::minutes(1);
  EXPECT_THAT(refusal([&] { finish(late); }), HasSubstr("timed out"));
}

TEST_F(ProviderSignInRules, AcceptAResponseOnce) {
  const Way way = begin();
  finish(way);
  EXPECT_THAT(refusal([&] { finish(way); }), HasSubstr("already been completed"));
  now += std::chrono::minutes(11);  // used attempts have been forgotten, and are too old
  finish(begin());
  EXPECT_THAT(refusal([&] { finish(way); }), HasSubstr("timed out"));
}

TEST_F(ProviderSignInRules, RefuseDisabledAccounts) {
  const Principal ada = signed_in(finish(begin()).session);
  store.set_disabled(ada.account, true, {.actor = "", .time = now});
  EXPECT_EQ(refusal([&] { finish(begin()); }), "this account is disabled");
  // Nor into an account that was created for the address.
  const Account made =
      accounts.create({.name = "bob", .email = "bob@example.com", .password = ""}, "");
  store.set_disabled(made.id, true, {.actor = "", .time = now});
  person = {.subject = "2", .name = "bob", .email = "bob@example.com"};
  EXPECT_EQ(refusal([&] { finish(begin()); }), "this account is disabled");
}

TEST_F(ProviderSignInRules, KeepIdentitiesOfIssuersApart) {
  const Principal ada = signed_in(finish(begin()).session);
  // The same subject from another issuer is someone else, and their address is in use.
  EXPECT_THAT(refusal([&] { finish(begin("", "other"), {}, "other"); }),
              HasSubstr("already exists"));
  person.email = "";
  EXPECT_THAT(refusal([&] { finish(begin("", "other"), {}, "other"); }),
              HasSubstr("no account here"));
}

TEST_F(ProviderSignInRules, FindTheAccountWhateverElseChanges) {
  const Principal ada = signed_in(finish(begin()).session);
  person.name = "countess";
  person.email = "";
  EXPECT_EQ(signed_in(finish(begin()).session).account, ada.account);
}

TEST_F(ProviderSignInRules, ConnectToTheAccountThatStarted) {
  const Principal ada = signed_in(finish(begin()).session);
  person = {.subject = "2", .name = "b", .email = "b@example.com"};
  const Principal bob = signed_in(finish(begin()).session);
  person = {.subject = "3", .name = "", .email = ""};
  EXPECT_THAT(refusal([&] { finish(begin(ada.account), bob); }), HasSubstr("no longer signed in"));
  EXPECT_THAT(refusal([&] { finish(begin(ada.account)); }), HasSubstr("no longer signed in"));
  EXPECT_TRUE(finish(begin(ada.account), ada).session.empty());
  EXPECT_EQ(signed_in(finish(begin()).session).account, ada.account);
  EXPECT_EQ(refusal([&] { finish(begin(ada.account), ada); }), "done");  // again
  EXPECT_THAT(refusal([&] { finish(begin(bob.account), bob); }), HasSubstr("another account"));
}

TEST_F(ProviderSignInRules, LeaveAWayToSignIn) {
  const Principal ada = signed_in(finish(begin()).session);
  EXPECT_THAT(refusal([&] { provider_sign_in.disconnect("corp", ada.account); }),
              HasSubstr("only way"));
  EXPECT_THAT(refusal([&] { provider_sign_in.disconnect("other", ada.account); }),
              HasSubstr("no identity at other"));
  finish(begin(ada.account, "other"), ada, "other");
  for (const auto& connection : provider_sign_in.connections_of(ada.account))
    EXPECT_TRUE(connection.connected) << connection.provider.name;
  provider_sign_in.disconnect("corp", ada.account);
  EXPECT_FALSE(provider_sign_in.connections_of(ada.account)[0].connected);
  EXPECT_THAT(refusal([&] { finish(begin()); }), HasSubstr("already exists"));
  EXPECT_EQ(signed_in(finish(begin("", "other"), {}, "other").session).account, ada.account);
}

/// Two such requests at once must not leave the account without a way to sign in.
TEST_F(ProviderSignInRules, KeepTheLastOfTwoIdentitiesThatAreDisconnectedAtOnce) {
  const Principal ada = signed_in(finish(begin()).session);
  finish(begin(ada.account, "other"), ada, "other");
  for (int round = 0; round < 50; ++round) {
    std::latch start(2);
    const auto disconnect = [&](const std::string& provider) {
      start.arrive_and_wait();
      return refusal([&] { provider_sign_in.disconnect(provider, ada.account); });
    };
    auto other = std::async(std::launch::async, disconnect, "other");
    const std::string corp = disconnect("corp");
    ASSERT_NE(corp == "done", other.get() == "done") << "in round " << round;
    ASSERT_EQ(store.identities_of(ada.account).size(), 1U) << "in round " << round;
    for (const char* name : {"https://corp", "https://other"})
      store.add_identity(ada.account, {.provider = name, .subject = person.subject},
                         {.actor = "", .time = now});
  }
}

TEST_F(ProviderSignInRules, GiveAnUnusedAccountToOnePersonOnly) {
  const Account made =
      accounts.create({.name = "bob", .email = "bob@example.com", .password = ""}, "");
  const AuditContext audit{.actor = made.id, .time = now};
  EXPECT_TRUE(
      store.add_first_identity(made.id, {.provider = "https://corp", .subject = "1"}, audit));
  EXPECT_THROW(
      store.add_first_identity(made.id, {.provider = "https://other", .subject = "2"}, audit),
      Refusal);
}

TEST_F(ProviderSignInRules, RejectAProviderThatIdentifiesNobody) {
  for (const std::string& subject : {std::string(), std::string(256, 'x'), std::string(1, '\0')}) {
    person.subject = subject;
    EXPECT_THROW(finish(begin()), ProviderFailed);
  }
}

}  // namespace
}  // namespace chaos::hub::auth

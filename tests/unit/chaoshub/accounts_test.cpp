#include "auth/model/accounts.h"

#include <gtest/gtest.h>

#include "auth/storage/sql_account_store.h"
#include "auth/storage/sql_attempts.h"
#include "security/secret.h"
#include "service/refusal.h"
#include "support/quiet_dashboard.h"
#include "support/temporary_directory.h"

namespace chaos::hub::auth {
namespace {

constexpr const char* kOld = "correct horse";
constexpr const char* kNew = "battery staple";
constexpr const char* kHere = "192.0.2.1";

class AccountsTest : public ::testing::Test {
 protected:
  bool is_in(const std::string& session) {
    return accounts_.identify({.token = {}, .session = session}).has_value();
  }

  testing::TemporaryDirectory directory_;
  storage::Database database_{{.url = "sqlite:" + directory_ / "auth.sqlite", .schema = "auth"},
                              migrations()};
  SqlAccountStore store_{database_};
  const PrincipalSigner signer_{std::string(32, 'k')};
  testing::QuietDashboard dashboard_;
  SqlAttempts attempts_{database_};
  Accounts accounts_{store_, attempts_, signer_, dashboard_, std::chrono::system_clock::now};
  const Account ada_ =
      accounts_.create({.name = "ada", .email = "ada@x.org", .password = kOld}, "");
};

TEST_F(AccountsTest, EndOtherSessionsWhenTheirPasswordIsChanged) {
  const std::string stolen = accounts_.sign_in("ada", kOld, kHere);
  const std::string own = accounts_.sign_in("ada", kOld, kHere);
  const auto principal = signer_.read(*accounts_.identify({.token = {}, .session = own}));
  accounts_.change_password(*principal, kOld, kNew);
  EXPECT_FALSE(is_in(stolen));
  EXPECT_TRUE(is_in(own));
  EXPECT_THROW(accounts_.sign_in("ada", kOld, kHere), Refusal);
  EXPECT_TRUE(is_in(accounts_.sign_in("ada", kNew, kHere)));
}

TEST_F(AccountsTest, EndAllSessionsWhenTheirPasswordIsReset) {
  const std::string session = accounts_.sign_in("ada", kOld, kHere);
  EXPECT_THROW(accounts_.reset_password(ada_, "short"), Refusal);
  EXPECT_TRUE(is_in(session));
  accounts_.reset_password(ada_, kNew);
  EXPECT_FALSE(is_in(session));
  EXPECT_TRUE(is_in(accounts_.sign_in("ada", kNew, kHere)));
}

TEST_F(AccountsTest, CountAttemptsByNameAndAddressTogether) {
  for (int i = 0; i < 5; ++i)
    for (const char* name : {"ADA", "ada@x.org"})
      EXPECT_THROW(accounts_.sign_in(name, "wrong password", kHere), Refusal);
  try {
    accounts_.sign_in("ada", kOld, kHere);
    FAIL() << "it was let in";
  } catch (const Refusal& refusal) {
    EXPECT_EQ(refusal.kind(), Refusal::Kind::kTooOften);
  }
}

TEST_F(AccountsTest, AreNotLockedForTheirOwnersByFailuresElsewhere) {
  for (int i = 0; i < Attempts::kMostFromOnePlace; ++i)
    EXPECT_THROW(accounts_.sign_in("ada", "wrong password", "198.51.100.7"), Refusal);
  EXPECT_THROW(accounts_.sign_in("ada", kOld, "198.51.100.7"), Refusal);
  EXPECT_TRUE(is_in(accounts_.sign_in("ada", kOld, kHere)));
}

TEST_F(AccountsTest, OpenNoSessionOnceTheirPasswordHasChanged) {
  const Account before = *store_.account(ada_.id);
  accounts_.reset_password(ada_, kNew);
  EXPECT_THROW(accounts_.open_session(before), Refusal);
}

TEST_F(AccountsTest, KeepThePasswordThatWasSetDuringAChange) {
  const AuditContext audit{.actor = "", .time = std::chrono::system_clock::now()};
  EXPECT_FALSE(store_.set_password(ada_.id, "new", "not the hash any more", "", audit));
  EXPECT_TRUE(is_in(accounts_.sign_in("ada", kOld, kHere)));
}

TEST_F(AccountsTest, AreInvitedByLinksThatCanBeRevoked) {
  const auto [first, secret] = accounts_.make_sign_up_link(false, ada_.id);
  const auto [second, other] = accounts_.make_sign_up_link(true, ada_.id);
  ASSERT_EQ(accounts_.sign_up_links().size(), 2U);
  accounts_.revoke_sign_up_link(first.id);
  EXPECT_THROW(accounts_.revoke_sign_up_link(first.id), Refusal);
  EXPECT_FALSE(accounts_.is_valid_link(secret));
  EXPECT_TRUE(
      accounts_.sign_up(other, {.name = "bob", .email = {}, .password = kOld}).administrator);
  EXPECT_TRUE(accounts_.sign_up_links().empty());
}

/// A hub without accounts.
class EmptyHub : public ::testing::Test {
 protected:
  bool opens(const std::string& secret, const std::string& name) {
    try {
      accounts_.sign_up(secret, {.name = name, .email = {}, .password = kOld});
      return true;
    } catch (const Refusal&) {
      return false;
    }
  }

  testing::TemporaryDirectory directory_;
  storage::Database database_{{.url = "sqlite:" + directory_ / "auth.sqlite", .schema = "auth"},
                              migrations()};
  SqlAccountStore store_{database_};
  const PrincipalSigner signer_{std::string(32, 'k')};
  testing::QuietDashboard dashboard_;
  SqlAttempts attempts_{database_};
  Accounts accounts_{store_, attempts_, signer_, dashboard_, std::chrono::system_clock::now};
};

TEST_F(EmptyHub, HasOneLinkAtATimeForItsFirstAdministrator) {
  const auto first = accounts_.make_bootstrap_link();
  const auto second = accounts_.make_bootstrap_link();
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(opens(*first, "mallory"));
  EXPECT_EQ(accounts_.sign_up_links().size(), 1U);
  EXPECT_TRUE(opens(*second, "ada"));
  EXPECT_FALSE(opens(*second, "mallory"));
  EXPECT_EQ(accounts_.make_bootstrap_link(), std::nullopt);
}

TEST_F(EmptyHub, HasNoSuchLinkOnceThereIsAnyAccount) {
  const auto link = accounts_.make_bootstrap_link();
  ASSERT_TRUE(link && accounts_.is_valid_link(*link));
  accounts_.create({.name = "eve", .email = {}, .password = kOld}, "");
  EXPECT_FALSE(accounts_.is_valid_link(*link));
  EXPECT_FALSE(opens(*link, "mallory"));
  EXPECT_TRUE(accounts_.sign_up_links().empty());
}

TEST_F(AccountsTest, AreNotIdentifiedByRevokedCredentials) {
  const std::string session = accounts_.sign_in("ada", kOld, kHere);
  const auto principal = *signer_.read(*accounts_.identify({.token = {}, .session = session}));
  const auto [token, secret] = accounts_.create_token(principal, {.name = "laptop"});
  const auto is_accepted = [this](const std::string& shown) {
    return accounts_.identify({.token = shown, .session = {}}).has_value();
  };
  const auto [other, other_secret] = accounts_.create_token(principal, {.name = "server"});
  for (const std::string& shown : {secret, other_secret})
    EXPECT_TRUE(is_accepted(shown));
  accounts_.revoke_token(principal, token.id);
  EXPECT_FALSE(is_accepted(secret));
  EXPECT_TRUE(is_accepted(other_secret));
  EXPECT_TRUE(is_in(session));
  accounts_.sign_out(session);
  EXPECT_FALSE(is_in(session));
  accounts_.set_disabled(ada_, true);
  EXPECT_FALSE(is_accepted(other_secret));
  accounts_.set_disabled(ada_, false);
  EXPECT_TRUE(is_accepted(other_secret));
}

/// `chaoshub admin` is such a process.
TEST_F(AccountsTest, AreNotIdentifiedByCredentialsRevokedInAnotherProcess) {
  const std::string session = accounts_.sign_in("ada", kOld, kHere);
  EXPECT_TRUE(is_in(session));
  storage::Database file({.url = "sqlite:" + directory_ / "auth.sqlite", .schema = "auth"},
                         migrations());
  SqlAccountStore store(file);
  SqlAttempts attempts(file);
  Accounts admin(store, attempts, signer_, dashboard_, std::chrono::system_clock::now);
  admin.set_disabled(ada_, true);
  EXPECT_FALSE(is_in(session));
}

TEST_F(AccountsTest, AreIdentifiedWithoutReadingTheDatabaseAgain) {
  const std::string session = accounts_.sign_in("ada", kOld, kHere);
  for (int i = 0; i < 10; ++i)
    EXPECT_TRUE(is_in(session));
  EXPECT_EQ(store_.session_cache().misses, 1U);
  EXPECT_EQ(store_.session_cache().hits, 9U);
}

}  // namespace
}  // namespace chaos::hub::auth

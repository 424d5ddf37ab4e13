#include "auth/model/accounts.h"

#include <gtest/gtest.h>

#include "auth/storage/sql_store.h"
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
  SqlStore store_{database_};
  const PrincipalSigner signer_{std::string(32, 'k')};
  testing::QuietDashboard dashboard_;
  Accounts accounts_{store_, signer_, dashboard_, std::chrono::system_clock::now};
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

TEST_F(AccountsTest, CountAttemptsByWhateverNameTogether) {
  auto address = [n = 0]() mutable { return "192.0.2." + std::to_string(++n); };
  for (int i = 0; i < 5; ++i)
    for (const char* name : {"ADA", "ada@x.org"})
      EXPECT_THROW(accounts_.sign_in(name, "wrong password", address()), Refusal);
  try {
    accounts_.sign_in("ada", kOld, address());
    FAIL() << "it was let in";
  } catch (const Refusal& refusal) {
    EXPECT_EQ(refusal.kind(), Refusal::Kind::kTooOften);
  }
}

}  // namespace
}  // namespace chaos::hub::auth

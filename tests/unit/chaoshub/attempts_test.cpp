#include <gtest/gtest.h>

#include "auth/storage/sql_account_store.h"
#include "auth/storage/sql_attempts.h"
#include "support/temporary_directory.h"

namespace chaos::hub::auth {
namespace {

class AttemptsTest : public ::testing::Test {
 protected:
  bool begin(const std::string& account, const std::string& network) {
    return attempts_.begin({.account = account, .network = network}, now_);
  }
  void sign_in(const std::string& account, const std::string& network) {
    ASSERT_TRUE(begin(account, network));
    attempts_.succeed({.account = account, .network = network}, now_);
  }
  void fail(const std::string& account, const std::string& network, int times) {
    for (int i = 0; i < times; ++i)
      begin(account, network);
  }
  /// From as many networks as possible, until none of them may fail again.
  void fail_from_everywhere(const std::string& account) {
    for (int i = 0; i < Attempts::kMostInAll; ++i)
      begin(account, "198.51.100." + std::to_string(i));
  }

  testing::TemporaryDirectory directory_;
  storage::Database database_{{.url = "sqlite:" + directory_ / "auth.sqlite", .schema = "auth"},
                              migrations()};
  SqlAttempts attempts_{database_};
  Time now_ = std::chrono::system_clock::now();
};

TEST_F(AttemptsTest, AreLimitedByAccountAndNetworkTogether) {
  fail("ada", "a", Attempts::kMostFromOnePlace);
  EXPECT_FALSE(begin("ada", "a"));
  EXPECT_TRUE(begin("ada", "b"));
  EXPECT_TRUE(begin("bob", "a"));
  now_ += Attempts::kWindow;
  EXPECT_TRUE(begin("ada", "a"));
}

TEST_F(AttemptsTest, AreForgottenAfterASuccess) {
  fail("ada", "a", Attempts::kMostFromOnePlace - 1);
  sign_in("ada", "a");
  fail("ada", "a", Attempts::kMostFromOnePlace - 1);
  EXPECT_TRUE(begin("ada", "a"));
}

TEST_F(AttemptsTest, FromEverywhereDoNotLockAnAccountWhereItsOwnerHasSignedIn) {
  sign_in("ada", "home");
  fail_from_everywhere("ada");
  EXPECT_FALSE(begin("ada", "unknown"));
  sign_in("ada", "home");
  now_ += Attempts::kWindow;
  EXPECT_TRUE(begin("ada", "unknown"));
}

TEST_F(AttemptsTest, ByOnePersonDoNotLockTheirOfficeForOthers) {
  sign_in("bob", "office");
  for (int i = 0; i < Attempts::kMostInAll; ++i)
    begin("name " + std::to_string(i), "office");
  EXPECT_FALSE(begin("stranger", "office"));
  sign_in("bob", "office");
}

TEST_F(AttemptsTest, AreForgottenWithTheNetworkAfterSomeMonths) {
  sign_in("ada", "home");
  now_ += Attempts::kMemory;
  fail_from_everywhere("ada");
  EXPECT_FALSE(begin("ada", "home"));
}

}  // namespace
}  // namespace chaos::hub::auth

#include "run/wal_lease.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "run/wal_owner.h"
#include "run/wal_writer.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

using ::testing::StartsWith;

class WalLeaseTest : public ::testing::Test {
 protected:
  /// The error if the log is refused; empty otherwise.
  Diagnostic refusal() {
    try {
      lease_wal(files_, path_);
    } catch (const WalHeld& held) {
      return held.diagnostic();
    }
    return {};
  }

  os::FileSystem& files_ = os::FileSystem::real();
  const testing::TemporaryDirectory directory_;
  const std::string path_ = directory_ / "j.json.wal";
};

TEST_F(WalLeaseTest, IsRefusedWhileTheOwnerIsRunning) {
  const WalWriter owner(files_, path_, {{"run", "01234567"}}, "run");
  EXPECT_TRUE(is_wal_held(files_, path_));
  EXPECT_THAT(refusal().message,
              StartsWith("this run is still in progress: pid " + std::to_string(::getpid())));
  EXPECT_THAT(refusal().hint, StartsWith("nothing was touched; `chaos stop " + path_ + "`"));
}

TEST_F(WalLeaseTest, IsGivenOnceTheOwnerIsGone) {
  { const WalWriter owner(files_, path_, Json::object(), "run"); }
  EXPECT_FALSE(is_wal_held(files_, path_));
  EXPECT_EQ(refusal().message, "");
}

TEST_F(WalLeaseTest, IsRefusedWhileSomebodyElseHoldsTheLockOfAnOwnerThatIsGone) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const WalWriter owner(files_, path_, Json::object(), "run");
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
  const auto successor = files_.open_append(path_);
  ASSERT_EQ(successor->try_lock(), os::LockResult::kTaken);
  EXPECT_THAT(refusal().hint, StartsWith("nothing was touched; "));
}

}  // namespace
}  // namespace chaos

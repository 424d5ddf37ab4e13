#include "os/process_identity.h"

#include <gtest/gtest.h>
#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "support/environment_variable.h"

namespace chaos::os {
namespace {

TEST(ProcessIdentity, OfThisProcessRuns) {
  const ProcessIdentity self = current_process();
  EXPECT_EQ(self.pid, getpid());
  EXPECT_GT(self.start_ticks, 0U);
  EXPECT_EQ(self, current_process());
  EXPECT_TRUE(is_running(self));
}

TEST(ProcessIdentity, WithAnotherStartTimeIsAnotherProcess) {
  ProcessIdentity other = current_process();
  ++other.start_ticks;
  EXPECT_FALSE(is_running(other));
}

TEST(ProcessIdentity, OfNothingDoesNotRun) {
  EXPECT_FALSE(is_running({}));
  EXPECT_FALSE(is_running({.pid = getpid(), .start_ticks = 0}));
  EXPECT_FALSE(is_running({.pid = -1, .start_ticks = 1}));
}

TEST(ProcessIdentity, OfAProcessThatEndedDoesNotRun) {
  int identities[2];
  ASSERT_EQ(::pipe(identities), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const ProcessIdentity self = current_process();
    const ssize_t written = ::write(identities[1], &self, sizeof self);
    ::_exit(written == sizeof self ? 0 : 1);
  }
  ProcessIdentity identity;
  ASSERT_EQ(::read(identities[0], &identity, sizeof identity),
            static_cast<ssize_t>(sizeof identity));
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(identity.pid, child);
  EXPECT_GT(identity.start_ticks, 0U);
  EXPECT_FALSE(is_running(identity));
  ::close(identities[0]);
  ::close(identities[1]);
}

TEST(ProcessIdentity, OfAProcessThatNobodyReapsIsNotAlive) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    for (;;)
      ::pause();
  }
  const ProcessIdentity identity = process_with(child);
  EXPECT_TRUE(is_alive(identity));
  ::kill(child, SIGKILL);
  siginfo_t end{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &end, WEXITED | WNOWAIT), 0);
  EXPECT_TRUE(is_running(identity));
  EXPECT_FALSE(is_alive(identity));
  ::waitpid(child, nullptr, 0);
  EXPECT_FALSE(is_alive(identity));
  EXPECT_FALSE(is_alive({}));
  EXPECT_TRUE(is_alive(current_process()));
}

TEST(ProcessIdentity, IsWaitedForAfterAKill) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    for (;;)
      ::pause();
  }
  const ProcessIdentity identity = process_with(child);
  EXPECT_FALSE(await_end_of_killed(identity));
  ::kill(child, SIGKILL);
  EXPECT_TRUE(await_end_of_killed(identity));
  ::waitpid(child, nullptr, 0);
  EXPECT_FALSE(await_end_of_killed(identity));
}

TEST(ProcessIdentity, IsWithinAPidNamespace) {
  EXPECT_NE(pid_namespace(), 0U);
  EXPECT_FALSE(host_name().empty());
  EXPECT_FALSE(user_name().empty());
}

TEST(UserName, IsTheEffectiveUsersWhateverTheEnvironmentSays) {
  const passwd* entry = ::getpwuid(::geteuid());
  if (entry == nullptr) GTEST_SKIP() << "this user has no name";
  const std::string name = entry->pw_name;
  {
    const testing::EnvironmentVariable user("USER", std::nullopt);
    const testing::EnvironmentVariable login("LOGNAME", std::nullopt);
    EXPECT_EQ(user_name(), name);
  }
  const testing::EnvironmentVariable user("USER", "somebody-else");
  EXPECT_EQ(user_name(), name);
}

}  // namespace
}  // namespace chaos::os

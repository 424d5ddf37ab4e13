#include "os/process_family.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/pidfd.h"

namespace chaos::os {
namespace {

/// A child whose own child ignores SIGTERM.
class ProcessFamilyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    int news[2];
    ASSERT_EQ(::pipe(news), 0);
    child_ = ::fork();
    if (child_ == 0) {
      const pid_t grandchild = ::fork();
      if (grandchild == 0) {
        ::signal(SIGTERM, SIG_IGN);
        const pid_t self = ::getpid();
        static_cast<void>(!::write(news[1], &self, sizeof self));
        for (;;)
          ::pause();
      }
      ::pause();
    }
    ASSERT_EQ(::read(news[0], &grandchild_, sizeof grandchild_),
              static_cast<ssize_t>(sizeof grandchild_));
    ::close(news[0]);
    ::close(news[1]);
  }

  pid_t child_ = -1;
  pid_t grandchild_ = -1;
};

void expect_end(const FileDescriptor& process) {
  constexpr int kLimit = 30'000;  // ms
  pollfd event{process.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&event, 1, kLimit), 1);
}

TEST_F(ProcessFamilyTest, RemembersProcessesWhoseParentHasEnded) {
  const FileDescriptor grandchild = open_pidfd(grandchild_);
  ProcessFamily family(child_);
  family.signal(SIGTERM);
  ::waitpid(child_, nullptr, 0);
  EXPECT_FALSE(has_exited(grandchild));
  family.kill();
  expect_end(grandchild);
}

TEST_F(ProcessFamilyTest, IsEmptyOnceAllHaveEnded) {
  ProcessFamily family(child_);
  EXPECT_FALSE(family.look_again());
  family.kill();
  ::waitpid(child_, nullptr, 0);
  EXPECT_FALSE(family.look_again()) << "all have ended";
}

}  // namespace
}  // namespace chaos::os

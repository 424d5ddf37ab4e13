#include "net/sigpipe_guard.h"

#include <gtest/gtest.h>
#include <pthread.h>

namespace chaos::net {
namespace {

bool sigpipe_is_blocked() {
  sigset_t mask;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  return sigismember(&mask, SIGPIPE) == 1;
}

TEST(SigpipeGuard, SwallowsTheSignalAndRestoresTheMask) {
  {
    const SigpipeGuard guard;
    EXPECT_TRUE(sigpipe_is_blocked());
    ::pthread_kill(::pthread_self(), SIGPIPE);
  }
  EXPECT_FALSE(sigpipe_is_blocked());  // and the program is still running
}

TEST(SigpipeGuard, LeavesAnEarlierSignalPending) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  ::pthread_kill(::pthread_self(), SIGPIPE);
  { const SigpipeGuard guard; }
  sigset_t pending;
  sigpending(&pending);
  EXPECT_EQ(sigismember(&pending, SIGPIPE), 1);
  const timespec at_once{};
  ::sigtimedwait(&set, nullptr, &at_once);
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace
}  // namespace chaos::net

#include "os/signals.h"

#include <gtest/gtest.h>

namespace chaos::os {
namespace {

TEST(Signals, HaveTheNamesThatPeopleUse) {
  EXPECT_EQ(signal_name(SIGHUP), "SIGHUP");
  EXPECT_EQ(signal_name(SIGRTMIN + 3), "SIGRTMIN+3");
}

/// Every signal either interrupts, is ignored, reports a fault of this process, or does not end a
/// program.
TEST(Signals, ThatEndAProgramAreAllAccountedFor) {
  const sigset_t interrupting = interrupting_signals();
  const sigset_t lost = lost_output_signals();
  for (int signum = 1; signum < SIGRTMIN; ++signum) {
    switch (signum) {
      case SIGKILL:
      case SIGSTOP:  // cannot be handled
      case SIGSEGV:
      case SIGBUS:
      case SIGFPE:
      case SIGILL:
      case SIGTRAP:  // faults
      case SIGABRT:
      case SIGSYS:
      case SIGCHLD:
      case SIGCONT:
      case SIGURG:
      case SIGWINCH:  // harmless
      case SIGTSTP:
      case SIGTTIN:  // job control; the other one, SIGTTOU, must not suspend a run
      case 32:
      case 33:  // the C library's own
        EXPECT_EQ(sigismember(&interrupting, signum), 0) << signum;
        EXPECT_EQ(sigismember(&lost, signum), 0) << signum;
        break;
      default:
        EXPECT_EQ(sigismember(&interrupting, signum) + sigismember(&lost, signum), 1) << signum;
    }
  }
}

}  // namespace
}  // namespace chaos::os

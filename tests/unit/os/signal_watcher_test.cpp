#include "os/signal_watcher.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <future>
#include <mutex>
#include <vector>

namespace chaos::os {
namespace {

/// Collects signals, and lets the test wait for the one that it sends last.
class Recorder {
 public:
  SignalWatcher::Callback callback() {
    return [this](int signum) {
      const std::lock_guard lock(mutex_);
      seen_.push_back(signum);
      if (signum == last_) done_.set_value();
    };
  }
  std::vector<int> wait_for(int last) {
    {
      const std::lock_guard lock(mutex_);
      last_ = last;
    }
    ::kill(::getpid(), last);
    done_.get_future().wait();
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  std::mutex mutex_;
  std::vector<int> seen_;  // guarded by mutex_
  int last_ = 0;           // guarded by mutex_
  std::promise<void> done_;
};

bool is_blocked(int signum) {
  sigset_t mask;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  return ::sigismember(&mask, signum) == 1;
}

TEST(SignalWatcher, ReportsEachSignal) {
  for (const int signum : {SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGHUP, SIGQUIT, SIGALRM, SIGVTALRM,
                           SIGPROF, SIGXCPU, SIGPWR, SIGSTKFLT, SIGRTMIN, SIGRTMAX}) {
    Recorder recorder;
    const SignalWatcher watcher(recorder.callback());
    EXPECT_EQ(recorder.wait_for(signum), std::vector{signum});
  }
}

TEST(SignalWatcher, ContinuesAfterASignal) {
  Recorder recorder;
  const SignalWatcher watcher(recorder.callback());
  ::kill(::getpid(), SIGUSR1);  // the lower number: reported first in any case
  EXPECT_EQ(recorder.wait_for(SIGTERM), (std::vector{SIGUSR1, SIGTERM}));
}

TEST(SignalWatcher, LeavesIgnoredSignalsIgnored) {
  for (const int signum : {SIGINT, SIGQUIT, SIGHUP, SIGALRM}) {
    const auto former = ::signal(signum, SIG_IGN);
    {
      Recorder recorder;
      const SignalWatcher watcher(recorder.callback());
      ::kill(::getpid(), signum);
      EXPECT_EQ(recorder.wait_for(SIGUSR1), std::vector{SIGUSR1});
      EXPECT_FALSE(is_blocked(signum));
    }
    ::signal(signum, former);
  }
}

TEST(SignalWatcher, WatchesTheOthersEvenIfTheyWereIgnored) {
  const auto former = ::signal(SIGUSR1, SIG_IGN);
  {
    Recorder recorder;
    const SignalWatcher watcher(recorder.callback());
    EXPECT_EQ(recorder.wait_for(SIGUSR1), std::vector{SIGUSR1});
  }
  ::signal(SIGUSR1, former);
}

TEST(SignalWatcher, RestoresTheSignalMask) {
  {
    const SignalWatcher watcher([](int) {});
    EXPECT_TRUE(is_blocked(SIGTERM));
  }
  EXPECT_FALSE(is_blocked(SIGTERM));
  EXPECT_FALSE(is_blocked(SIGINT));
}

}  // namespace
}  // namespace chaos::os

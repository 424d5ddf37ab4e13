#include "os/leftover.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

#include "os/file.h"
#include "os/process_identity.h"
#include "os/spawn.h"
#include "support/temporary_directory.h"

namespace chaos::os {
namespace {

using namespace std::chrono_literals;

/// A shell in its own process group that has reported that it is ready.
class Shell {
 public:
  explicit Shell(const std::string& script)
      : process_(spawn({.executable = "/bin/sh", .arguments = {"sh", "-c", script}})) {
    char ready = 0;
    EXPECT_EQ(::read(process_.out.get(), &ready, 1), 1);
  }
  ~Shell() {
    ::kill(-process_.pid, SIGKILL);
    if (!reaped_) ::waitpid(process_.pid, nullptr, 0);
  }
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;

  void wait_for_end() {
    EXPECT_EQ(::waitpid(process_.pid, nullptr, 0), process_.pid);
    reaped_ = true;
  }

  StartedProcess identity() const {
    return {.pid = process_.pid,
            .start_ticks = process_with(process_.pid).start_ticks,
            .leads_group = process_.leads_group};
  }

 private:
  SpawnedProcess process_;
  bool reaped_ = false;
};

TEST(Leftover, IsEndedWithWhatItStarted) {
  const Shell shell("sleep 1000 & echo; wait");
  EXPECT_TRUE(is_left_over(shell.identity(), current_session()));
  EXPECT_TRUE(end_left_over(shell.identity(), current_session(), 10s));
  EXPECT_FALSE(is_left_over(shell.identity(), current_session()));
}

TEST(Leftover, IsKilledIfItDoesNotEnd) {
  const Shell shell("trap '' TERM; echo; while :; do sleep 1000; done");
  EXPECT_TRUE(end_left_over(shell.identity(), current_session(), 1ms));
  EXPECT_FALSE(is_left_over(shell.identity(), current_session()));
}

/// Two processes, each of which ends only once the other one has received a signal.
TEST(Leftovers, AreEndedAtTheSameTime) {
  const testing::TemporaryDirectory directory;
  const auto script = [&](const std::string& own, const std::string& other) {
    return "cd '" + directory.path() + "'; trap '>" + own + "; until [ -e " + other +
           " ]; do sleep 0.01; done; > " + own +
           "-ended; exit' TERM; echo; while :; do sleep 0.01; "
           "done";
  };
  const Shell one(script("one", "other"));
  const Shell other(script("other", "one"));
  EXPECT_TRUE(end_left_over(
      {{one.identity(), current_session()}, {other.identity(), current_session()}}, 10s, {}));
  EXPECT_TRUE(os::FileSystem::real().exists(directory / "one-ended"));
  EXPECT_TRUE(os::FileSystem::real().exists(directory / "other-ended"));
}

TEST(Leftovers, AreNotEndedAfterAStop) {
  const testing::TemporaryDirectory directory;
  const Shell shell("trap '>" + (directory / "told") +
                    "' TERM; echo; while :; do sleep 0.01; done");
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(end_left_over({{shell.identity(), current_session()}}, 1ms, stop.get_token()));
  EXPECT_TRUE(is_left_over(shell.identity(), current_session()));
  EXPECT_FALSE(os::FileSystem::real().exists(directory / "told"));
}

TEST(Leftover, IsTheGroupThatAnEndedProcessLeavesBehind) {
  Shell shell("sleep 1000 & echo");
  const StartedProcess process = shell.identity();
  shell.wait_for_end();
  EXPECT_TRUE(is_left_over(process, current_session()));
  EXPECT_TRUE(end_left_over(process, current_session(), 10s));
  EXPECT_FALSE(is_left_over(process, current_session()));
}

TEST(Leftover, IsNotAGroupInAnotherSession) {
  Shell shell("sleep 1000 & echo");
  const StartedProcess process = shell.identity();
  shell.wait_for_end();
  for (const std::optional<pid_t> session : {std::optional(current_session() + 1), {}}) {
    EXPECT_FALSE(is_left_over(process, session));
    EXPECT_TRUE(end_left_over(process, session, 1ms));
  }
  EXPECT_TRUE(is_left_over(process, current_session()));
}

TEST(Leftover, IsNotAnotherProcessWithItsPid) {
  const Shell shell("echo; exec sleep 1000");
  StartedProcess earlier = shell.identity();
  earlier.start_ticks -= 1;
  EXPECT_FALSE(is_left_over(earlier, current_session()));
  EXPECT_TRUE(end_left_over(earlier, current_session(), 1ms));
  EXPECT_TRUE(is_left_over(shell.identity(), current_session()));
}

}  // namespace
}  // namespace chaos::os

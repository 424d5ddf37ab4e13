#include "run/hook_limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "os/virtual_clock.h"
#include "support/captured_log.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Seconds = std::chrono::duration<double>;

class HookLimitTest : public ::testing::Test {
 protected:
  HookLimitTest() { limit_.watch(); }
  void pass(double seconds) { clock_.wait_for(Seconds(seconds), {}); }

  CapturedLog log_;
  os::VirtualClock clock_;
  Interruption interruption_;
  HookLimit limit_{Seconds(60), interruption_, clock_};
};

TEST_F(HookLimitTest, EndsHooksThatHangAfterAGuardsStop) {
  interruption_.stop({.guard = "halt file"});
  const std::stop_token first = interruption_.hook();
  pass(59);
  EXPECT_FALSE(first.stop_requested());
  pass(2);
  EXPECT_TRUE(first.stop_requested());
  const std::stop_token second = interruption_.hook();
  EXPECT_FALSE(second.stop_requested());
  pass(5);
  EXPECT_TRUE(second.stop_requested());
  EXPECT_THAT(log_.records(),
              ElementsAre("WARNING The run was stopped 1m ago and has not reached its rollbacks. "
                          "Hooks that are still running are ended."));
}

TEST_F(HookLimitTest, EndsNothingOnceTheRollbacksBegin) {
  interruption_.stop({.guard = "halt file"});
  pass(30);
  limit_.leave_method();
  const std::stop_token hook = interruption_.hook();
  pass(1000);
  EXPECT_FALSE(hook.stop_requested());
  EXPECT_THAT(log_.records(), IsEmpty());
}

TEST_F(HookLimitTest, DoesNotLimitHooksAfterTheUsersStop) {
  interruption_.request(Cause::kInterrupt);
  const std::stop_token hook = interruption_.hook();
  pass(1000);
  EXPECT_FALSE(hook.stop_requested());
}

TEST_F(HookLimitTest, CountsFromAStopThatCameBeforeTheRun) {
  Interruption stopped;
  stopped.stop({.guard = "deadline"});
  HookLimit limit(Seconds(1), stopped, clock_);
  limit.watch();
  const std::stop_token hook = stopped.hook();
  pass(2);
  EXPECT_TRUE(hook.stop_requested());
}

}  // namespace
}  // namespace chaos

#include "run/deadline_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "chaos/error.h"
#include "os/virtual_clock.h"
#include "support/captured_log.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Seconds = std::chrono::duration<double>;

class DeadlineGuardTest : public ::testing::Test {
 protected:
  void pass(double seconds) { clock_.wait_for(Seconds(seconds), {}); }
  bool stopped() const { return interruption_.foreground().stop_requested(); }

  CapturedLog log_;
  os::VirtualClock clock_;
  Interruption interruption_;
};

TEST_F(DeadlineGuardTest, DoesNotAffectARunThatEndsInTime) {
  DeadlineGuard guard({.limit = 1800, .grace = 60}, false, interruption_, clock_);
  pass(1799);
  guard.leave_method();
  guard.end();
  pass(10000);
  EXPECT_FALSE(stopped());
  EXPECT_THAT(log_.records(), IsEmpty());
}

TEST_F(DeadlineGuardTest, InterruptsTheRunAndRequestsRollbacks) {
  const DeadlineGuard guard({.limit = 1800, .grace = 60}, false, interruption_, clock_);
  pass(1801);
  EXPECT_TRUE(stopped());
  EXPECT_TRUE(interruption_.demands_rollbacks());
  EXPECT_EQ(interruption_.reason()->guard, "deadline");
  EXPECT_THAT(log_.records(), ElementsAre("CRITICAL The run exceeded its deadline of 30m."));
}

TEST_F(DeadlineGuardTest, RequestsNoRollbacksIfTheUserForbidsThem) {
  const DeadlineGuard guard({.limit = 5, .grace = 60}, true, interruption_, clock_);
  pass(6);
  EXPECT_TRUE(stopped());
  EXPECT_FALSE(interruption_.demands_rollbacks());
}

TEST_F(DeadlineGuardTest, GivesRollbacksAGracePeriodFromTheirStart) {
  DeadlineGuard guard({.limit = 1800, .grace = 60}, false, interruption_, clock_);
  pass(1830);  // the method took some time to end
  guard.leave_method();
  interruption_.enter_rollbacks();
  pass(59);
  EXPECT_FALSE(stopped());
  pass(2);
  EXPECT_TRUE(stopped());
  guard.end();
  Json block = Json::object();
  guard.note(block);
  EXPECT_EQ(block, (Json{{"forced", true}}));
}

TEST_F(DeadlineGuardTest, GivesRollbacksAGracePeriodFromADeadlineDuringThem) {
  DeadlineGuard guard({.limit = 100, .grace = 60}, false, interruption_, clock_);
  pass(90);
  guard.leave_method();
  interruption_.enter_rollbacks();
  pass(69);
  EXPECT_FALSE(stopped());
  pass(2);
  EXPECT_TRUE(stopped());
}

TEST_F(DeadlineGuardTest, StopsNothingOnceTheRollbacksAreOver) {
  DeadlineGuard guard({.limit = 100, .grace = 60}, false, interruption_, clock_);
  pass(90);
  guard.leave_method();
  interruption_.enter_rollbacks();
  guard.leave_rollbacks();
  pass(60);  // the deadline has passed
  EXPECT_FALSE(stopped());
  guard.end();
  EXPECT_THAT(log_.records(), IsEmpty());
  EXPECT_FALSE(interruption_.reason());
  Json block = Json::object();
  guard.note(block);
  EXPECT_EQ(block, Json::object());
}

TEST_F(DeadlineGuardTest, DoesNotForceFinishedRollbacksToEnd) {
  DeadlineGuard guard({.limit = 100, .grace = 60}, false, interruption_, clock_);
  guard.leave_method();
  interruption_.enter_rollbacks();
  pass(110);
  guard.leave_rollbacks();
  pass(55);  // the grace period of the rollbacks has passed
  EXPECT_FALSE(stopped());
  guard.end();
  Json block = Json::object();
  guard.note(block);
  EXPECT_EQ(block, Json::object());
}

TEST_F(DeadlineGuardTest, EndsWhatHangsAfterTheRollbacks) {
  DeadlineGuard guard({.limit = 100, .grace = 60}, false, interruption_, clock_);
  guard.leave_method();
  interruption_.enter_rollbacks();
  guard.leave_rollbacks();
  const std::stop_token first = interruption_.hook();
  pass(161);
  EXPECT_TRUE(first.stop_requested());
  const std::stop_token second = interruption_.hook();
  EXPECT_FALSE(second.stop_requested());
  pass(60);
  EXPECT_TRUE(second.stop_requested());
  guard.end();
  EXPECT_THAT(log_.records(),
              ElementsAre("WARNING The run did not end within 1m after its rollbacks. Hooks and "
                          "checks that are still running are ended."));
  Json block = Json::object();
  guard.note(block);
  EXPECT_EQ(block, Json::object());
}

TEST(DeadlinePlan, ComesFromTheOptionTheExperimentOrTheSettings) {
  const Json experiment = {{"runtime", {{"deadline", "30m"}, {"deadline-grace", 5}}}};
  const Json settings = {{"runtime", {{"deadline", 20}}}};
  EXPECT_FALSE(deadline_plan({}, Json::object(), Json::object()));
  EXPECT_EQ(deadline_plan(7, experiment, settings)->limit, 7);
  EXPECT_EQ(deadline_plan({}, experiment, settings)->limit, 1800);
  EXPECT_EQ(deadline_plan({}, Json::object(), settings)->limit, 20);
  EXPECT_EQ(deadline_plan({}, experiment, settings)->grace, 5);
}

TEST(DeadlinePlan, GivesRollbacksTheSameTimeAndAtLeastAMinute) {
  EXPECT_EQ(deadline_plan(7, Json::object(), Json::object())->grace, 60);
  EXPECT_EQ(deadline_plan(1800, Json::object(), Json::object())->grace, 1800);
}

TEST(DeadlinePlan, RejectsWhatIsNotADuration) {
  try {
    deadline_plan({}, {{"runtime", {{"deadline", "soon"}}}}, Json::object());
    FAIL();
  } catch (const InvalidExperiment& error) {
    EXPECT_EQ(error.diagnostic().pointer, "/runtime/deadline");
    EXPECT_STREQ(error.what(),
                 "the deadline of a run must be a duration greater than zero, not 'soon'");
  }
}

}  // namespace
}  // namespace chaos

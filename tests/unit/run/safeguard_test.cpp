#include "run/safeguard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <string>

#include "activity/provider_call.h"
#include "chaos/error.h"
#include "os/clock.h"
#include "os/virtual_clock.h"
#include "support/captured_log.h"
#include "support/story.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::scripted_probe;
using ::testing::SizeIs;
using testing::Stage;
using Seconds = std::chrono::duration<double>;

class SafeguardTest : public ::testing::Test {
 protected:
  SafeguardTest() { stage_.context.clock = &clock_; }

  /// A safeguard that reads `value_`, which must be 1.
  Safeguard safeguard(const Json& members = Json::object()) {
    stage_.provider->on("errors", [this](const ActivityCall&) { return Json(value_.load()); });
    Json probe = scripted_probe("errors");
    probe.update(members);
    return Safeguard(probe, stage_.context, stage_.interruption);
  }
  void pass(double seconds) { clock_.wait_for(Seconds(seconds), {}); }
  bool stopped() const { return stage_.interruption.foreground().stop_requested(); }
  static Json noted(const Guard& guard) {
    Json block = Json::object();
    guard.note(block);
    return block["safeguards"][0];
  }

  CapturedLog log_;
  os::VirtualClock clock_;
  Stage stage_;
  std::atomic<int> value_ = 1;
};

TEST_F(SafeguardTest, LetsARunStartIfItsToleranceIsMet) {
  Safeguard guard = safeguard();
  EXPECT_FALSE(guard.objection({}));
  guard.watch();
  pass(1000);
  EXPECT_EQ(noted(guard), (Json{{"name", "errors"}, {"checks", 1}, {"breach", nullptr}}));
}

TEST_F(SafeguardTest, PreventsARunFromStartingOtherwise) {
  value_ = 7;
  const auto why = safeguard().objection({});
  ASSERT_TRUE(why);
  EXPECT_EQ(why->guard, "safeguard 'errors'");
  EXPECT_EQ(why->sentence,
            "Safeguard 'errors' was breached: its probe returned 7, which is not within the "
            "tolerance.");
  EXPECT_FALSE(why->roll_back);
}

TEST_F(SafeguardTest, TreatsAProbeThatFailsOrCannotBeExecutedAsABreach) {
  Safeguard guard = safeguard();
  stage_.provider->on("errors", [](const ActivityCall&) -> Json { throw ActivityFailed("down"); });
  EXPECT_THAT(guard.objection({})->sentence, HasSubstr("its probe failed: down."));
  stage_.provider->on("errors", [](const ActivityCall&) -> Json { throw UnexpectedError("no"); });
  EXPECT_THAT(guard.objection({})->sentence, HasSubstr("its probe could not be executed: no."));
}

TEST_F(SafeguardTest, TreatsAProbeThatEndsTheRunAsABreach) {
  Safeguard guard = safeguard();
  stage_.provider->on("errors", [](const ActivityCall&) -> Json { throw ExitRequested("3"); });
  EXPECT_THAT(guard.objection({})->sentence, HasSubstr("its probe called sys.exit(3)."));
  stage_.provider->on("errors", [](const ActivityCall&) -> Json { throw Stopped(); });
  EXPECT_THAT(guard.objection({})->sentence, HasSubstr("its probe raised KeyboardInterrupt."));
}

TEST_F(SafeguardTest, InterruptsTheRunIfItsProbeEndsIt) {
  Safeguard guard = safeguard({{"interval", 10}});
  stage_.provider->on("errors", [](const ActivityCall&) -> Json { throw ExitRequested("3"); });
  guard.watch();
  pass(15);
  EXPECT_TRUE(stopped());
  guard.leave_method();
  EXPECT_EQ(noted(guard)["checks"], 1);
  EXPECT_EQ(noted(guard)["breach"]["reason"], "its probe called sys.exit(3)");
}

TEST_F(SafeguardTest, LeavesTheStartToAnInterruptionOfTheRun) {
  std::stop_source interrupted;
  Safeguard guard = safeguard();
  stage_.provider->on("errors", [&](const ActivityCall&) -> Json {
    interrupted.request_stop();
    throw Stopped();
  });
  EXPECT_THROW(guard.objection(interrupted.get_token()), Stopped);
}

TEST_F(SafeguardTest, InterruptsTheRunAtTheFirstBreach) {
  Safeguard guard = safeguard({{"interval", 10}});
  EXPECT_FALSE(guard.objection({}));
  guard.watch();
  pass(15);
  EXPECT_FALSE(stopped());
  value_ = 2;
  pass(6);
  EXPECT_TRUE(stopped());
  EXPECT_THAT(log_.records(), Contains("CRITICAL Safeguard 'errors' was breached: its probe "
                                       "returned 2, which is not within the tolerance."));
  pass(100);
  guard.leave_method();
  const Json note = noted(guard);
  EXPECT_EQ(note["checks"], 3);
  EXPECT_EQ(note["breach"]["at"], "1970-01-01T00:00:20+00:00");
  EXPECT_EQ(note["breach"]["reason"], "its probe returned 2, which is not within the tolerance");
}

TEST_F(SafeguardTest, CountsOnlyFailuresInARow) {
  Safeguard guard = safeguard({{"interval", 10}, {"failures", 2}});
  value_ = 2;
  EXPECT_FALSE(guard.objection({}));
  value_ = 1;
  guard.watch();
  pass(15);  // met at 10
  value_ = 2;
  pass(10);  // not met at 20
  EXPECT_FALSE(stopped());
  pass(10);  // nor at 30
  EXPECT_TRUE(stopped());
}

TEST_F(SafeguardTest, EndsWhenTheRollbacksBegin) {
  Safeguard guard = safeguard({{"interval", 10}});
  guard.watch();
  guard.leave_method();
  value_ = 2;
  pass(100);
  EXPECT_FALSE(stopped());
}

TEST_F(SafeguardTest, EndsACheckInProgress) {
  Safeguard guard = safeguard({{"interval", 10}});
  stage_.provider->on("errors", [this](const ActivityCall& call) -> Json {
    clock_.wait_for(Seconds(1000), call.stop);
    throw Stopped();
  });
  guard.watch();
  pass(15);
  guard.leave_method();  // otherwise it would run forever
  EXPECT_FALSE(stopped());
}

TEST_F(SafeguardTest, GivesAProbeAsLongAsItsIntervalWithinBounds) {
  const auto limit = [this](const Json& members) {
    Safeguard guard = safeguard(members);
    Seconds left{};
    stage_.provider->on("errors", [&](const ActivityCall& call) -> Json {
      left = call.deadline.at().value() - std::chrono::steady_clock::now();
      return 1;
    });
    guard.objection({});
    return std::round(left.count() - kTimeoutMarginSeconds);
  };
  EXPECT_EQ(limit(Json::object()), 30);
  EXPECT_EQ(limit({{"interval", 0.5}}), 10);
  EXPECT_EQ(limit({{"interval", "20s"}}), 20);
  EXPECT_EQ(limit({{"interval", "5m"}}), 30);
  EXPECT_EQ(limit({{"interval", 0.5}, {"timeout", 100}}), 100);
}

TEST_F(SafeguardTest, IsBreachedByAProbeThatHangs) {
  Safeguard guard = safeguard({{"interval", 10}, {"failures", 2}, {"timeout", 0.01}});
  EXPECT_FALSE(guard.objection({}));
  std::atomic<int> calls = 0;
  stage_.provider->on("errors", [&](const ActivityCall& call) -> Json {
    ++calls;
    os::wait_for(Seconds(0.02), call.stop);
    throw ActivityFailed("it took too long");
  });
  guard.watch();
  pass(25);
  EXPECT_TRUE(stopped());
  guard.leave_method();
  EXPECT_EQ(calls, 2);
  EXPECT_THAT(noted(guard)["breach"]["reason"].get<std::string>(),
              HasSubstr("its probe did not answer within 0.01s"));
}

TEST_F(SafeguardTest, StopsTheRunIfItCannotBeChecked) {
  Safeguard guard = safeguard({{"interval", 10}});
  stage_.provider->on("errors", [](const ActivityCall&) { return Json("\xff"); });
  guard.watch();
  pass(15);
  guard.leave_method();
  EXPECT_TRUE(stopped());
}

TEST_F(SafeguardTest, ComesFromTheExperimentAndTheSettings) {
  RunContext& context = stage_.context;
  context.experiment = {
      {"extensions", {{{"name", "chaos"}, {"safeguards", {scripted_probe("a")}}}}}};
  context.settings = {{"safeguards", {scripted_probe("b")}}};
  EXPECT_THAT(safeguards_of(context, stage_.interruption), SizeIs(2));
  context.dry = Dry::kActivities;
  EXPECT_THAT(safeguards_of(context, stage_.interruption), SizeIs(0));
}

}  // namespace
}  // namespace chaos

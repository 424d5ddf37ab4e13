#include "run/background.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <string>

#include "chaos/error.h"
#include "run/journal.h"
#include "support/captured_log.h"
#include "support/chaos_command.h"
#include "support/hooked_control.h"
#include "support/story.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::for_activity;
using ::testing::IsEmpty;
using testing::names_of;
using testing::scripted_action;
using testing::scripted_experiment;
using testing::Stage;
using ::testing::UnorderedElementsAre;
using testing::wait_for_stop;

class Background : public ::testing::Test {
 protected:
  Background() {
    stage_.context.experiment =
        scripted_experiment({}, {scripted_action("a"), scripted_action("b")}, {});
    hooked_ = testing::add_hooked_control(stage_.registry, stage_.context.experiment);
    stage_.context.journal = new_journal(stage_.context.experiment);
  }
  BackgroundActivities make() {
    return {stage_.context, stage_.interruption, Phase::kMethod, "run"};
  }
  Json runs() const { return stage_.context.journal["run"]; }

  Stage stage_;
  std::shared_ptr<testing::HookedControl> hooked_;
};

TEST_F(Background, ActivitiesRunAtTheSameTime) {
  std::stop_source a_started;
  std::stop_source b_started;
  stage_.provider->on("a", [&](const ActivityCall&) -> Json {
    a_started.request_stop();
    EXPECT_THROW(wait_for_stop(b_started.get_token()), Stopped);
    return {};
  });
  stage_.provider->on("b", [&](const ActivityCall&) -> Json {
    b_started.request_stop();
    EXPECT_THROW(wait_for_stop(a_started.get_token()), Stopped);
    return {};
  });
  auto background = make();
  background.start("/method/0");
  background.start("/method/1");
  background.wait();
  EXPECT_THAT(names_of(runs()), UnorderedElementsAre("a", "b"));
}

TEST_F(Background, ActivityThatAbortsIsOnlyLogged) {
  const CapturedLog log;
  stage_.provider->on("a", [](const ActivityCall&) -> Json { throw UnexpectedError("broken"); });
  auto background = make();
  background.start("/method/0");
  background.wait();
  EXPECT_THAT(names_of(runs()), ElementsAre("a:none"));
  EXPECT_THAT(log.records(), Contains("DEBUG A background activity died: broken"));
}

TEST_F(Background, ActivityIsEndedByTheSecondInterruption) {
  const CapturedLog log;
  stage_.provider->on("a", [](const ActivityCall& call) -> Json { wait_for_stop(call.stop); });
  auto background = make();
  background.start("/method/0");
  stage_.interruption.request(Cause::kInterrupt);
  stage_.interruption.request(Cause::kInterrupt);
  background.wait();
  EXPECT_THAT(log.records(), Contains("DEBUG A background activity was ended as per signal"));
}

TEST_F(Background, ActivitiesAreWaitedForAtTheEndOfTheirScope) {
  {
    auto background = make();
    background.start("/method/0");
  }
  EXPECT_THAT(names_of(runs()), ElementsAre("a"));
}

TEST_F(Background, ActivityIsRunningOnceItsControlsAllowIt) {
  std::promise<void> admission;
  hooked_->on_before = for_activity("a", [&](ControlContext&) {
    stage_.context.events.defer([&] { admission.get_future().wait(); });
  });
  stage_.provider->on("a", [](const ActivityCall& call) -> Json { wait_for_stop(call.stop); });
  auto background = make();
  auto started = std::async(std::launch::async, [&] { background.start("/method/0"); });
  EXPECT_EQ(started.wait_for(std::chrono::milliseconds(5)), std::future_status::timeout);
  admission.set_value();
  started.get();  // although the activity continues
  stage_.interruption.request(Cause::kExitUngracefully);
}

/// Delays the start of the first activity.
class SlowStart final : public RunEventHandler {
 public:
  void start_activity(const Json&) override { let_go_.get_future().wait(); }
  void let_go() { let_go_.set_value(); }

 private:
  std::promise<void> let_go_;
};

TEST_F(Background, ActivityStartsBeforeTheNextOne) {
  const auto slow = std::make_shared<SlowStart>();
  stage_.context.events.add(slow);
  auto background = make();
  auto started = std::async(std::launch::async, [&] { background.start("/method/0"); });
  EXPECT_EQ(started.wait_for(std::chrono::milliseconds(5)), std::future_status::timeout);
  slow->let_go();
  started.get();
  EXPECT_THAT(stage_.context.record.run_places(), ElementsAre("/method/0"));
}

TEST_F(Background, ActivityThatAControlRefusesStopsTheRun) {
  const CapturedLog log;
  hooked_->on_before = for_activity("a", [](ControlContext&) { throw InterruptExecution("no"); });
  auto background = make();
  background.start("/method/0");
  background.wait();
  EXPECT_THAT(runs(), IsEmpty());
  EXPECT_EQ(stage_.interruption.cause(), Cause::kControl);
  EXPECT_TRUE(stage_.interruption.foreground().stop_requested());
  EXPECT_FALSE(stage_.interruption.background().stop_requested());
  EXPECT_THAT(log.records(), Contains("CRITICAL no"));
}

TEST_F(Background, ActivityStopsTheRunWhenAControlObjectsAfterIt) {
  hooked_->on_after = for_activity("a", [this](ControlContext&) {
    stage_.context.events.defer([] { throw InterruptExecution("no"); });
  });
  auto background = make();
  background.start("/method/0");
  background.wait();
  EXPECT_THAT(names_of(runs()), ElementsAre("a"));
  EXPECT_EQ(stage_.interruption.cause(), Cause::kControl);
}

TEST_F(Background, ActivityThatCannotStartDoesNotDelayOthers) {
  auto background = make();
  background.start("/method/7");
  background.wait();
  EXPECT_THAT(runs(), IsEmpty());
}

/// Two refused activities do not count as pressing Ctrl-C twice.
TEST_F(Background, ActivityIsNotEndedBecauseTwoOthersWereRefused) {
  std::promise<void> refused;
  hooked_->on_before = for_activity("b", [](ControlContext&) { throw InterruptExecution("no"); });
  stage_.provider->on("a", [&](const ActivityCall& call) -> Json {
    refused.get_future().wait();
    if (call.stop.stop_requested()) throw Stopped();
    return 1;
  });
  auto background = make();
  background.start("/method/0");
  background.start("/method/1");
  background.start("/method/1");
  while (stage_.interruption.cause() != Cause::kControl)
    std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  refused.set_value();
  background.wait();
  EXPECT_THAT(names_of(runs()), ElementsAre("a"));
}

}  // namespace
}  // namespace chaos

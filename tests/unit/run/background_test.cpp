#include "run/background.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "chaos/error.h"
#include "run/journal.h"
#include "support/captured_log.h"
#include "support/chaos_command.h"
#include "support/story.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::Contains;
using ::testing::ElementsAre;
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
    stage_.context.journal = new_journal(stage_.context.experiment);
  }
  BackgroundActivities make() {
    return {stage_.context, stage_.interruption, Phase::kMethod, "run"};
  }
  Json runs() const { return stage_.context.journal["run"]; }

  Stage stage_;
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

TEST_F(Background, ActivityThatDiesIsOnlyLogged) {
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

}  // namespace
}  // namespace chaos

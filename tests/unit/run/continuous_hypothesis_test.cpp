#include "run/continuous_hypothesis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>

#include "chaos/error.h"
#include "run/journal.h"
#include "support/captured_log.h"
#include "support/hooked_control.h"
#include "support/story.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::Contains;
using testing::scripted_experiment;
using testing::scripted_probe;
using testing::Stage;
using ::testing::StartsWith;
using testing::wait_for_stop;

constexpr double kForEver = std::numeric_limits<double>::infinity();

class Continuous : public ::testing::Test {
 protected:
  Continuous() {
    stage_.context.experiment = scripted_experiment({scripted_probe("p")}, {}, {});
    stage_.context.journal = new_journal(stage_.context.experiment);
    stage_.provider->on("p", [this](const ActivityCall&) -> Json { return play(); });
  }

  /// Plays until that many passes have started.
  void watch(const Schedule& schedule, int passes) {
    wanted_ = passes;
    ContinuousHypothesis continuous(stage_.context, stage_.interruption, schedule);
    EXPECT_THROW(wait_for_stop(played_.get_token()), Stopped);
    continuous.finish();
  }

  const Json& during() const { return stage_.context.journal["steady_states"]["during"]; }
  const Json& status() const { return stage_.context.journal["status"]; }

  Stage stage_;
  std::function<Json(int pass)> probe_ = [](int) { return 1; };

 private:
  Json play() {
    const int pass = ++passes_;
    if (pass == wanted_) played_.request_stop();
    return probe_(pass);
  }

  std::stop_source played_;
  int wanted_ = 1;
  int passes_ = 0;
};

TEST_F(Continuous, KeepsEveryPass) {
  const CapturedLog log;
  watch({.frequency_seconds = 0}, 3);
  EXPECT_GE(during().size(), 3U);
  EXPECT_EQ(during()[0]["steady_state_met"], true);
  EXPECT_TRUE(status().is_null());
  EXPECT_THAT(log.records().front(),
              StartsWith("INFO Executing the steady-state hypothesis continuously every 0.0 "));
  EXPECT_EQ(log.records().back(), "INFO Continuous steady state hypothesis terminated");
}

TEST_F(Continuous, FinishesAPassAndStartsNoOther) {
  watch({.frequency_seconds = kForEver}, 1);
  EXPECT_EQ(during().size(), 1U);
}

TEST_F(Continuous, MakesAtLeastOnePass) {
  {
    ContinuousHypothesis continuous(stage_.context, stage_.interruption,
                                    {.frequency_seconds = kForEver});
  }
  EXPECT_EQ(during().size(), 1U);
}

TEST_F(Continuous, OnlyRecordsWhatIsNotMet) {
  const CapturedLog log;
  probe_ = [](int pass) { return pass; };
  watch({.frequency_seconds = 0}, 3);
  EXPECT_EQ(during()[1]["steady_state_met"], false);
  EXPECT_TRUE(status().is_null());
  EXPECT_THAT(log.records(), Contains("WARNING Continuous steady state probe 'p' is not in the "
                                      "given tolerance"));
}

TEST_F(Continuous, FailsFastIfAskedTo) {
  const CapturedLog log;
  probe_ = [](int pass) { return pass; };
  watch({.frequency_seconds = 0, .fail_fast = true}, 2);
  EXPECT_EQ(during().size(), 2U);
  EXPECT_EQ(status(), "failed");
  EXPECT_THAT(log.records(), Contains("INFO Terminating immediately the experiment after 50.0% "
                                      "hypothesis deviated"));
}

TEST_F(Continuous, FailsFastOnlyAboveTheRatio) {
  probe_ = [](int pass) { return pass % 4 == 2 ? 2 : 1; };
  watch({.frequency_seconds = 0, .fail_fast = true, .fail_fast_ratio = 60}, 8);
  EXPECT_TRUE(status().is_null());
}

TEST_F(Continuous, AbortsTheRunIfItCannotBePlayed) {
  const CapturedLog log;
  probe_ = [](int) -> Json { throw UnexpectedError("it is broken"); };
  watch({.frequency_seconds = 0}, 1);
  EXPECT_EQ(status(), "aborted");
  EXPECT_THAT(log.records(), Contains("CRITICAL it is broken"));
}

TEST_F(Continuous, InterruptsTheRunWhenAskedTo) {
  probe_ = [](int) -> Json { throw InterruptExecution("enough"); };
  watch({.frequency_seconds = 0}, 1);
  EXPECT_EQ(status(), "interrupted");
  EXPECT_EQ(stage_.interruption.cause(), Cause::kControl);  // ends whatever the method waits for
}

TEST_F(Continuous, InterruptsTheRunWhenAControlObjectsToASample) {
  const CapturedLog log;
  const auto hooked = testing::add_hooked_control(stage_.registry, stage_.context.experiment);
  hooked->on_after = testing::for_activity("p", [this](ControlContext&) {
    stage_.context.events.defer([] { throw InterruptExecution("enough"); });
  });
  watch({.frequency_seconds = 0}, 1);
  EXPECT_EQ(status(), "interrupted");
  EXPECT_EQ(stage_.interruption.cause(), Cause::kControl);
  EXPECT_THAT(log.records(), Contains("CRITICAL enough"));
}

/// The hypothesis' state after a control has changed it, and the probe that the message then names.
struct ChangedState {
  const char* state;
  const char* probe;
};

class ContinuousWithControl : public Continuous,
                              public ::testing::WithParamInterface<ChangedState> {};

TEST_P(ContinuousWithControl, ContinuesWhateverHappensToItsState) {
  const CapturedLog log;
  const auto hooked = testing::add_hooked_control(stage_.registry, stage_.context.experiment);
  hooked->on_after = [](ControlContext& context) {
    if (context.level == ControlLevel::kHypothesis) *context.state = Json::parse(GetParam().state);
  };
  watch({.frequency_seconds = kForEver}, 1);
  EXPECT_EQ(status(), Json());
  EXPECT_THAT(log.records(), Contains(std::string("WARNING Continuous steady state probe '") +
                                      GetParam().probe + "' is not in the given tolerance"));
}

INSTANTIATE_TEST_SUITE_P(
    Changed, ContinuousWithControl,
    ::testing::Values(ChangedState{R"({"steady_state_met": false, "probes": []})", "None"},
                      ChangedState{
                          R"({"steady_state_met": false, "probes": [{"activity": {"name": "x"}}]})",
                          "x"},
                      ChangedState{R"({"steady_state_met": false, "probes": [1]})", "None"},
                      ChangedState{R"({"steady_state_met": false, "probes": "none"})", "None"},
                      ChangedState{R"({"steady_state_met": false})", "None"},
                      ChangedState{"{}", "None"}, ChangedState{"\"nonsense\"", "None"}));

/// The whole process exits.
TEST_F(Continuous, InterruptsTheRunWhenAHandlerObjectsToItsStart) {
  class ObjectingHandler final : public RunEventHandler {
   public:
    explicit ObjectingHandler(EventRegistry& events) : events_(events) {}
    void start_continuous_hypothesis(double) override {
      events_.defer([] { throw InterruptExecution("enough"); });
    }

   private:
    EventRegistry& events_;
  };
  stage_.context.events.add(std::make_shared<ObjectingHandler>(stage_.context.events));
  ContinuousHypothesis continuous(stage_.context, stage_.interruption, {.frequency_seconds = 0});
  continuous.finish();
  EXPECT_EQ(stage_.interruption.cause(), Cause::kControl);
}

TEST_F(Continuous, IsEndedByAnInterruption) {
  ContinuousHypothesis continuous(stage_.context, stage_.interruption,
                                  {.frequency_seconds = kForEver});
  stage_.interruption.request(Cause::kInterrupt);
  continuous.finish();
  EXPECT_LE(during().size(), 1U);
}

TEST_F(Continuous, DoesNotStartWhenTheRunHasEnded) {
  stage_.context.set_status("failed");
  {
    ContinuousHypothesis continuous(stage_.context, stage_.interruption, {.frequency_seconds = 0});
  }
  EXPECT_TRUE(during().empty());
}

}  // namespace
}  // namespace chaos

#include "run/method.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "chaos/error.h"
#include "os/clock.h"
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
using testing::names_of;
using testing::scripted_action;
using testing::scripted_experiment;
using testing::Stage;
using testing::Story;

void prepare(Stage& stage, const Json& experiment) {
  stage.context.experiment = experiment;
  stage.context.journal = new_journal(experiment);
}

TEST(Method, MayBeEmpty) {
  const CapturedLog log;
  Stage stage;
  prepare(stage, scripted_experiment({}, {}, {}));
  EXPECT_TRUE(play_method(stage.context, stage.interruption));
  EXPECT_THAT(log.records(), ElementsAre("INFO Playing your experiment's method now...",
                                         "INFO No declared activities, let's move on."));
}

TEST(Method, ReportsThatItWasNotPlayedToItsEnd) {
  Stage stage;
  stage.provider->on("a", [](const ActivityCall&) -> Json { throw UnexpectedError("broken"); });
  prepare(stage, scripted_experiment({}, {scripted_action("a")}, {}));
  EXPECT_FALSE(play_method(stage.context, stage.interruption));
  EXPECT_EQ(stage.context.journal["status"], "aborted");
  EXPECT_EQ(stage.story.lines().back(), "method completed");
}

TEST(Method, ChecksTheStatusBeforeItsNextActivity) {
  for (const char* status : {"aborted", "failed", "interrupted"}) {
    Stage stage;
    stage.provider->on("a", [&stage, status](const ActivityCall&) -> Json {
      const std::lock_guard lock(stage.context.mutex);
      stage.context.set_status(status);
      return {};
    });
    prepare(stage, scripted_experiment({}, {scripted_action("a"), scripted_action("b")}, {}));
    EXPECT_TRUE(play_method(stage.context, stage.interruption));
    EXPECT_THAT(names_of(stage.context.journal["run"]), ElementsAre("a"));
  }
}

TEST(Method, PlaysActivitiesThatWereAddedMeanwhile) {
  Stage stage;
  stage.provider->on("a", [&stage](const ActivityCall&) -> Json {
    const std::lock_guard lock(stage.context.mutex);
    stage.context.experiment["method"].push_back(scripted_action("b"));
    return {};
  });
  prepare(stage, scripted_experiment({}, {scripted_action("a")}, {}));
  play_method(stage.context, stage.interruption);
  EXPECT_THAT(names_of(stage.context.journal["run"]), ElementsAre("a", "b"));
}

TEST(Method, EndsWithoutAnEventWhenStopped) {
  Stage stage;
  stage.interruption.request(Cause::kInterrupt);
  prepare(stage, scripted_experiment({}, {scripted_action("a")}, {}));
  EXPECT_THROW(play_method(stage.context, stage.interruption), Stopped);
  EXPECT_THAT(stage.story.lines(), ElementsAre("method"));
}

TEST(Method, EndsWithAnEventWhenTerminated) {
  for (const Cause cause : {Cause::kTerminate, Cause::kControl, Cause::kGuard}) {
    Stage stage;
    stage.provider->on("a", [&](const ActivityCall& call) -> Json {
      stage.interruption.request(cause);
      testing::wait_for_stop(call.stop);
    });
    prepare(stage, scripted_experiment({}, {scripted_action("a")}, {}));
    EXPECT_THROW(play_method(stage.context, stage.interruption), Stopped);
    EXPECT_EQ(stage.story.lines().back(), "method completed");
  }
}

/// Records when the waits around the method begin, and with which token.
AroundMethod noted_waits(Story& story) {
  const auto note = [&story](const char* name) {
    return [&story, name](const std::stop_token& stop) {
      story.add(std::string(name) + (stop.stop_requested() ? ", stopped" : ""));
    };
  };
  return {.before = note("wait before"), .after = note("wait after")};
}

Json interrupt_execution(const ActivityCall&) {
  throw InterruptExecution("enough");
}

TEST(AroundMethod, IsWaitedForBeforeItsEventsAndAfterThem) {
  Stage stage;
  prepare(stage, scripted_experiment({}, {scripted_action("a")}, {}));
  EXPECT_TRUE(play_method(stage.context, stage.interruption, noted_waits(stage.story)));
  EXPECT_THAT(
      stage.story.lines(),
      ElementsAre("wait before", "method", "start 0 a at /method/0 in method, durable", "execute a",
                  "end 0 in method: succeeded", "method completed", "wait after"));
}

TEST(AroundMethod, WaitsForBackgroundActivitiesFirst) {
  Stage stage;
  stage.provider->on("a", [&stage](const ActivityCall&) -> Json {
    os::wait_for(std::chrono::milliseconds(5), {});
    stage.story.add("done");
    return {};
  });
  prepare(stage, scripted_experiment({}, {testing::in_background(scripted_action("a"))}, {}));
  play_method(stage.context, stage.interruption, noted_waits(stage.story));
  const auto lines = stage.story.lines();
  EXPECT_EQ(lines.back(), "wait after");
  EXPECT_THAT(lines, Contains("done"));
}

TEST(AroundMethod, IsEndedByAnInterruption) {
  for (const bool before : {true, false}) {
    Stage stage;
    const auto wait = [&stage](const std::stop_token& stop) {
      stage.interruption.request(Cause::kTerminate);
      testing::wait_for_stop(stop);
    };
    prepare(stage, scripted_experiment({}, {scripted_action("a")}, {}));
    const AroundMethod around = before ? AroundMethod{.before = wait} : AroundMethod{.after = wait};
    EXPECT_THROW(play_method(stage.context, stage.interruption, around), Stopped);
    EXPECT_EQ(stage.story.lines().empty(), before);
  }
}

TEST(AroundMethod, EndsImmediatelyAfterAControlsInterruption) {
  Stage stage;
  stage.provider->on("a", interrupt_execution);
  prepare(stage, scripted_experiment({}, {scripted_action("a")}, {}));
  EXPECT_THROW(play_method(stage.context, stage.interruption, noted_waits(stage.story)),
               InterruptExecution);
  const auto lines = stage.story.lines();
  ASSERT_GE(lines.size(), 2U);
  EXPECT_EQ(lines[lines.size() - 2], "method completed");
  EXPECT_EQ(lines.back(), "wait after, stopped");
}

TEST(AroundMethod, EndsImmediatelyAfterATermination) {
  Stage stage;
  stage.provider->on("a", [&](const ActivityCall& call) -> Json {
    stage.interruption.request(Cause::kTerminate);
    testing::wait_for_stop(call.stop);
  });
  prepare(stage, scripted_experiment({}, {scripted_action("a")}, {}));
  EXPECT_THROW(play_method(stage.context, stage.interruption, noted_waits(stage.story)), Stopped);
  EXPECT_EQ(stage.story.lines().back(), "wait after, stopped");
}

TEST(AroundMethod, MayStopAtItsEnd) {
  Stage stage;
  stage.provider->on("a", interrupt_execution);
  prepare(stage, scripted_experiment({}, {scripted_action("a")}, {}));
  const AroundMethod around{
      .after = [](const std::stop_token& stop) { testing::wait_for_stop(stop); }};
  EXPECT_THROW(play_method(stage.context, stage.interruption, around), InterruptExecution);
}

TEST(AroundMethod, IsNotWaitedForAfterASignalOrWhenTheMethodIsAborted) {
  const auto without_after = [](Stage& stage) {
    EXPECT_THAT(stage.story.lines(), ::testing::Not(Contains(::testing::StartsWith("wait after"))));
  };
  Stage aborted;
  aborted.provider->on("a", [](const ActivityCall&) -> Json { throw UnexpectedError("broken"); });
  prepare(aborted, scripted_experiment({}, {scripted_action("a")}, {}));
  EXPECT_FALSE(play_method(aborted.context, aborted.interruption, noted_waits(aborted.story)));
  without_after(aborted);
  Stage stopped;
  stopped.interruption.request(Cause::kInterrupt);
  prepare(stopped, scripted_experiment({}, {scripted_action("a")}, {}));
  EXPECT_THROW(play_method(stopped.context, stopped.interruption, noted_waits(stopped.story)),
               Stopped);
  without_after(stopped);
}

TEST(Method, IsStoppedByAControlOfABackgroundActivity) {
  Stage stage;
  prepare(stage, scripted_experiment(
                     {}, {testing::in_background(scripted_action("a")), scripted_action("b")}, {}));
  const auto hooked = testing::add_hooked_control(stage.registry, stage.context.experiment);
  hooked->on_after =
      testing::for_activity("a", [](ControlContext&) { throw InterruptExecution("enough"); });
  stage.provider->on("b",
                     [](const ActivityCall& call) -> Json { testing::wait_for_stop(call.stop); });
  EXPECT_THROW(play_method(stage.context, stage.interruption), Stopped);
  EXPECT_EQ(stage.interruption.cause(), Cause::kControl);
}

/// A handler that defers a wait, which then interrupts the execution.
class ObjectingHandler final : public RunEventHandler {
 public:
  explicit ObjectingHandler(EventRegistry& events) : events_(events) {}
  void method_completed(const Json&, const Json&) override { object(); }
  void start_rollbacks(const Json&) override { object(); }

  int asked = 0;

 private:
  void object() {
    if (++asked == 1) events_.defer([] { throw InterruptExecution("enough"); });
  }
  EventRegistry& events_;
};

TEST(Method, IsCompletedOnceEvenWhenAHandlerObjectsToIt) {
  Stage stage;
  prepare(stage, scripted_experiment({}, {}, {}));
  const auto objector = std::make_shared<ObjectingHandler>(stage.context.events);
  stage.context.events.add(objector);
  EXPECT_THROW(play_method(stage.context, stage.interruption), InterruptExecution);
  EXPECT_EQ(objector->asked, 1);
}

TEST(Rollbacks, ThrowNothingWhenAHandlerObjectsToThem) {
  Stage stage;
  prepare(stage, scripted_experiment({}, {}, {scripted_action("r")}));
  stage.context.events.add(std::make_shared<ObjectingHandler>(stage.context.events));
  EXPECT_NO_THROW(play_rollbacks(stage.context, stage.interruption));
  EXPECT_EQ(stage.context.journal["status"], "interrupted");
}

TEST(Rollbacks, MayBeNone) {
  const CapturedLog log;
  Stage stage;
  prepare(stage, scripted_experiment({}, {}, {}));
  play_rollbacks(stage.context, stage.interruption);
  EXPECT_THAT(log.records(),
              ElementsAre("INFO Let's rollback...", "INFO No declared rollbacks, let's move on."));
}

TEST(Rollbacks, ArePlayedWhateverTheStatusIs) {
  Stage stage;
  prepare(stage, scripted_experiment({}, {}, {scripted_action("r"), scripted_action("s")}));
  stage.context.journal["status"] = "aborted";
  play_rollbacks(stage.context, stage.interruption);
  EXPECT_THAT(names_of(stage.context.journal["rollbacks"]), ElementsAre("r", "s"));
  EXPECT_EQ(stage.story.lines().back(), "rolled back");
}

TEST(Rollbacks, SayWhichSignalEndedThem) {
  for (const auto& [cause, record] :
       {std::pair{Cause::kTerminate, "CRITICAL SIGTERM signal received"},
        std::pair{Cause::kInterrupt,
                  "WARNING Received an exit signal.Terminating now without "
                  "running the remaining rollbacks."}}) {
    const CapturedLog log;
    Stage stage;
    prepare(stage, scripted_experiment({}, {}, {scripted_action("r")}));
    stage.interruption.enter_rollbacks();
    stage.interruption.request(cause);
    play_rollbacks(stage.context, stage.interruption);
    EXPECT_EQ(stage.context.journal["status"], "interrupted");
    EXPECT_THAT(log.records(), Contains(record));
  }
}

}  // namespace
}  // namespace chaos

#include "run/method.h"

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

TEST(Method, TellsThatItWasNotPlayedToItsEnd) {
  Stage stage;
  stage.provider->on("a", [](const ActivityCall&) -> Json { throw UnexpectedError("broken"); });
  prepare(stage, scripted_experiment({}, {scripted_action("a")}, {}));
  EXPECT_FALSE(play_method(stage.context, stage.interruption));
  EXPECT_EQ(stage.context.journal["status"], "aborted");
  EXPECT_EQ(stage.story.lines().back(), "method completed");
}

TEST(Method, HeedsTheStatusBeforeItsNextActivity) {
  for (const char* status : {"aborted", "failed", "interrupted"}) {
    Stage stage;
    stage.provider->on("a", [&stage, status](const ActivityCall&) -> Json {
      const std::lock_guard lock(stage.context.mutex);
      stage.context.journal["status"] = status;
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

TEST(Method, LeavesWithoutAnEventWhenStopped) {
  Stage stage;
  stage.interruption.request(Cause::kInterrupt);
  prepare(stage, scripted_experiment({}, {scripted_action("a")}, {}));
  EXPECT_THROW(play_method(stage.context, stage.interruption), Stopped);
  EXPECT_THAT(stage.story.lines(), ElementsAre("method"));
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

#include "run/found_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "chaos/error.h"
#include "run/left_as_found.h"
#include "run/recovery.h"
#include "run/rollback_recovery.h"
#include "run/wal_recorder.h"
#include "support/captured_log.h"
#include "support/fake_file_system.h"
#include "support/story.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::Contains;
using testing::FakeFileSystem;
using ::testing::HasSubstr;
using testing::scripted_action;
using testing::scripted_experiment;
using testing::scripted_probe;
using testing::Stage;

/// An experiment whose action changes `state`, and whose rollback restores it.
class FoundCheckTest : public ::testing::Test {
 protected:
  FoundCheckTest() {
    stage_.provider->on("state", [this](const ActivityCall&) {
      if (is_down_) throw ActivityFailed("down");
      return Json(state_);
    });
    stage_.provider->on("change", [this](const ActivityCall&) { return Json(state_ = 2); });
    stage_.provider->on("undo", [this](const ActivityCall&) { return Json(state_ = after_undo_); });
    Json fact = scripted_probe("state");
    fact.erase("tolerance");
    experiment_["extensions"] = {{{"name", "chaos"}, {"facts", {fact}}}};
  }

  Json play(bool hypothesis = false, RunPlan plan = {}) {
    stage_.context.experiment = experiment_;
    FoundCheck check(stage_.context, hypothesis);
    check.look_before({});
    plan.found = &check;
    return stage_.play(experiment_, plan);
  }

  static std::string verdict(const Json& journal) { return describe(left_as_found(journal)); }

  CapturedLog log_;
  Stage stage_;
  int state_ = 1;
  int after_undo_ = 1;
  bool is_down_ = false;
  Json experiment_ = scripted_experiment({scripted_probe("state")}, {scripted_action("change")},
                                         {scripted_action("undo")});
};

TEST_F(FoundCheckTest, SucceedsIfTheRollbacksRestoreTheSystem) {
  const Json journal = play();
  EXPECT_EQ(verdict(journal), "yes");
  EXPECT_EQ(journal["extensions"][0]["facts"][0],
            (Json{{"name", "state"}, {"before", 1}, {"after", 1}, {"equal", true}}));
  EXPECT_FALSE(journal["steady_states"].contains("after_rollbacks"));
}

TEST_F(FoundCheckTest, MentionsFactsThatFailedBothTimes) {
  for (const char* content : {"stdout", "body"}) {
    stage_.provider->on("state", [content](const ActivityCall&) {
      return Json{{"status", 503}, {content, ""}};
    });
    EXPECT_THAT(verdict(play()), HasSubstr("yes (the fact 'state' failed both times with"));
  }
  stage_.provider->on("state", [](const ActivityCall&) {
    return Json{{"status", 0}, {"stdout", ""}};
  });
  EXPECT_EQ(verdict(play()), "yes");
}

TEST_F(FoundCheckTest, ReportsWhatHasChanged) {
  after_undo_ = 3;
  const Json journal = play(true);
  EXPECT_EQ(
      verdict(journal),
      "no: state was 1, now 3; the hypothesis is not met after the rollbacks (probe 'state')");
  EXPECT_EQ(journal["steady_states"]["after_rollbacks"]["steady_state_met"], false);
  EXPECT_THAT(log_.records(), Contains("CRITICAL Steady state probe 'state' is not in the given "
                                       "tolerance after the rollbacks"));
}

TEST_F(FoundCheckTest, IgnoresWhetherTheExperimentDeviated) {
  after_undo_ = 3;
  const Json journal = play(true, {.hypothesis = HypothesisStrategy::kBeforeMethod});
  EXPECT_EQ(journal["deviated"], false);
  EXPECT_EQ(journal["status"], "completed");
}

TEST_F(FoundCheckTest, AlsoTakesPlaceWithoutRollbacks) {
  EXPECT_EQ(verdict(play(false, {.rollbacks = "never"})),
            "no: state was 1, now 2; the only rollback has not succeeded: undo (never ran)");
}

TEST_F(FoundCheckTest, IsSkippedIfNothingWasChanged) {
  state_ = 7;  // the steady state is not met
  const Json journal = play(true, {.rollbacks = "never"});
  EXPECT_EQ(verdict(journal), "yes (nothing was touched)");
  EXPECT_TRUE(journal["steady_states"]["after_rollbacks"].is_null());
}

TEST_F(FoundCheckTest, AlsoTakesPlaceAfterAnInterruption) {
  stage_.provider->on("change", [this](const ActivityCall& call) -> Json {
    state_ = 2;
    stage_.interruption.request(Cause::kInterrupt);
    testing::wait_for_stop(call.stop);
  });
  const Json journal = play(true, {.rollbacks = "always"});
  EXPECT_EQ(journal["status"], "interrupted");
  EXPECT_EQ(verdict(journal), "yes");
}

TEST_F(FoundCheckTest, SaysThatItWasInterrupted) {
  stage_.provider->on("undo", [this](const ActivityCall& call) -> Json {
    state_ = 1;
    stage_.interruption.request(Cause::kInterrupt);
    testing::wait_for_stop(call.stop);
  });
  EXPECT_THAT(verdict(play(true)),
              HasSubstr("not everything was checked: the run was interrupted first"));
}

TEST_F(FoundCheckTest, SaysThatAnExtensionEndedIt) {
  experiment_.erase("extensions");
  stage_.provider->on("undo", [this](const ActivityCall&) {
    stage_.provider->on("state", [](const ActivityCall&) -> Json { throw ExitRequested("3"); });
    return Json(1);
  });
  EXPECT_EQ(verdict(play(true)), "not checked: an extension called sys.exit(3) during the check");
}

TEST_F(FoundCheckTest, SaysWhichFactCouldNotBeQueriedAgain) {
  stage_.provider->on("undo", [this](const ActivityCall&) { return Json(is_down_ = true); });
  EXPECT_EQ(verdict(play()),
            "not checked: the fact 'state' could not be queried again: its probe failed: down");
}

TEST_F(FoundCheckTest, IsOnlyPretendedInADryRun) {
  stage_.context.dry = Dry::kActivities;
  EXPECT_EQ(verdict(play(true)), "not checked: the probes were not executed (dry run)");
}

TEST_F(FoundCheckTest, AddsNothingToAPlainRun) {
  experiment_.erase("extensions");
  const Json journal = play();
  EXPECT_FALSE(journal.contains("extensions"));
  EXPECT_FALSE(journal["steady_states"].contains("after_rollbacks"));
  EXPECT_EQ(verdict(journal), "");
}

TEST(HypothesisAfterRollbacks, IsRequestedByTheExperimentOrTheSettings) {
  const Json wants = {{"runtime", {{"hypothesis", {{"after-rollbacks", true}}}}}};
  const Json other = {{"runtime", {{"rollbacks", {{"strategy", "always"}}}}}};
  EXPECT_TRUE(wants_hypothesis_after_rollbacks(Json(), wants));
  EXPECT_TRUE(wants_hypothesis_after_rollbacks(wants, Json::object()));
  EXPECT_FALSE(wants_hypothesis_after_rollbacks(wants, other));
  EXPECT_FALSE(wants_hypothesis_after_rollbacks(Json(), Json::object()));
  const Json wrong = {{"runtime", {{"hypothesis", {{"after-rollbacks", 1}}}}}};
  EXPECT_THROW(wants_hypothesis_after_rollbacks(wrong, Json::object()), InvalidExperiment);
}

/// The log of a run with a fact that was killed before its rollback.
class KilledRunWithFacts : public FoundCheckTest {
 protected:
  void kill() {
    WalWriter writer(files_, "run.wal", {{"journal", "journal.json"}});
    const auto recorder = std::make_shared<WalRecorder>(writer);
    stage_.context.recorder = recorder.get();
    stage_.context.events.add(recorder);
    stage_.context.experiment = experiment_;
    FoundCheck check(stage_.context, true);
    check.look_before({});
    recorder->facts(check.facts());
    stage_.play(experiment_, {.rollbacks = "never", .found = &check});
    std::string text = *files_.content("run.wal");
    text.resize(text.find('\n', text.find("\"/method/0\"")) + 1);
    files_.set_content("run.wal", text);
  }

  FakeFileSystem files_;
};

TEST_F(KilledRunWithFacts, IsCheckedAgainstItsFirstAnswersWhenItIsRolledBack) {
  kill();
  WalContent content;
  const auto wal = WalWriter::take_over(files_, "run.wal", "recover", content);
  RecoveredRun run = recover_run(content, "run.wal");
  EXPECT_EQ(run.journal["extensions"][0]["facts"],
            Json::array({{{"name", "state"}, {"before", 1}}}));
  Stage later;
  later.provider->on("state", [this](const ActivityCall&) { return Json(state_); });
  later.provider->on("undo", [this](const ActivityCall&) { return Json(state_ = 3); });
  prepare_rollbacks(run.journal, {}, later.context, later.interruption);
  play_undos(run.left, run.journal, run.next_id, *wal, later.context, later.interruption);
  EXPECT_THAT(verdict(run.journal), HasSubstr("state was 1, now 3"));
}

}  // namespace
}  // namespace chaos

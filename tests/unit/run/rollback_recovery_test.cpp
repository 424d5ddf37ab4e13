#include "run/rollback_recovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "chaos/error.h"
#include "run/journal.h"
#include "run/wal_recorder.h"
#include "support/chaos_command.h"
#include "support/fake_file_system.h"
#include "support/story.h"

namespace chaos {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FakeFileSystem;
using ::testing::IsEmpty;
using testing::names_of;
using testing::scripted_action;
using testing::scripted_experiment;
using testing::Stage;
using testing::wait_for_stop;

const std::string kPath = "run.wal";

/// The log of a run that was killed while its second of three rollbacks was under way.
class KilledRun : public ::testing::Test {
 protected:
  KilledRun() {
    const Json experiment =
        scripted_experiment({}, {scripted_action("a")},
                            {scripted_action("r"), scripted_action("s"), scripted_action("t")});
    WalWriter writer(files_, kPath, {{"journal", "journal.json"}});
    WalRecorder recorder(writer);
    recorder.started(experiment, new_journal(experiment));
    const auto run = [](const char* name) {
      return Json{{"activity", scripted_action(name)}, {"start", "2024-01-31T12:00:00+00:00"}};
    };
    Json ended = run("r");
    ended["status"] = "succeeded";
    recorder.starting(Phase::kRollbacks, 7, "/rollbacks/0", run("r"), true);
    recorder.ended(Phase::kRollbacks, 7, ended);
    recorder.starting(Phase::kRollbacks, 8, "/rollbacks/1", run("s"), true);
  }

  bool play(Stage& stage) {
    run_ = recover_run(files_, kPath);
    return play_missing_rollbacks(files_, kPath, run_, stage.context, stage.interruption, {});
  }

  FakeFileSystem files_;
  RecoveredRun run_;
};

std::vector<std::string> executed(const Stage& stage) {
  std::vector<std::string> lines;
  for (const auto& line : stage.story.lines()) {
    if (line.starts_with("execute")) lines.push_back(line);
  }
  return lines;
}

TEST_F(KilledRun, HasItsMissingRollbacksPlayed) {
  Stage stage;
  EXPECT_TRUE(play(stage));
  EXPECT_THAT(executed(stage), ElementsAre("execute s", "execute t"));
  EXPECT_THAT(names_of(run_.journal["rollbacks"]), ElementsAre("r", "s:aborted", "s", "t"));
  EXPECT_EQ(run_.journal["status"], "aborted");
}

TEST_F(KilledRun, RemembersWhatWasPlayed) {
  Stage stage;
  play(stage);
  EXPECT_THAT(recover_run(files_, kPath).rollbacks, IsEmpty());
  EXPECT_EQ(files_.content(kPath + ".new"), std::nullopt);
  Stage again;
  EXPECT_TRUE(play(again));
  EXPECT_THAT(executed(again), IsEmpty());
}

TEST_F(KilledRun, MayBeKilledAgainWhileItIsRolledBack) {
  Stage stage;
  std::vector<std::size_t> missing;
  stage.provider->on("t", [&](const ActivityCall&) {
    files_.reboot();
    missing = recover_run(files_, kPath).rollbacks;
    return Json();
  });
  play(stage);
  // s had ended, but nothing had promised that this would survive a power cut.
  EXPECT_THAT(missing, Contains(2));
}

TEST_F(KilledRun, HasTheRestPlayedAfterAnInterruption) {
  Stage stage;
  stage.provider->on("s", [&](const ActivityCall& call) -> Json {
    stage.interruption.request(Cause::kInterrupt);
    wait_for_stop(call.stop);
  });
  EXPECT_FALSE(play(stage));
  Stage again;
  EXPECT_TRUE(play(again));
  EXPECT_THAT(executed(again), ElementsAre("execute s", "execute t"));
}

TEST_F(KilledRun, IsNotDoneWhileARollbackCannotBeExecuted) {
  Stage stage;
  stage.provider->on("s", [](const ActivityCall&) -> Json { throw UnexpectedError("broken"); });
  EXPECT_FALSE(play(stage));
  EXPECT_THAT(executed(stage), ElementsAre("execute s", "execute t"));
  EXPECT_THAT(recover_run(files_, kPath).rollbacks, ElementsAre(1));
}

TEST_F(KilledRun, IsDoneWhenARollbackFailed) {
  Stage stage;
  stage.provider->on("s", [](const ActivityCall&) -> Json { throw ActivityFailed("no luck"); });
  EXPECT_TRUE(play(stage));
  EXPECT_THAT(recover_run(files_, kPath).rollbacks, IsEmpty());
}

TEST_F(KilledRun, SurvivesAHalfMadeSuccessorOfItsLog) {
  files_.set_content(kPath + ".new", "half made");
  Stage stage;
  EXPECT_TRUE(play(stage));
  EXPECT_EQ(files_.content(kPath + ".new"), std::nullopt);
}

TEST_F(KilledRun, LosesNothingWhenItsLogCannotBeContinued) {
  const auto before = files_.content(kPath);
  for (std::size_t call = 0; call < 12; ++call) {
    files_.set_content(kPath, *before);
    if (files_.content(kPath + ".new")) files_.remove(kPath + ".new");
    run_ = recover_run(files_, kPath);
    Stage stage;
    files_.fail_call(call, ENOSPC);
    try {
      play_missing_rollbacks(files_, kPath, run_, stage.context, stage.interruption, {});
    } catch (const std::exception&) {
      EXPECT_THAT(executed(stage), IsEmpty()) << "call " << call;
    }
    EXPECT_NO_THROW(recover_run(files_, kPath)) << "call " << call;
  }
}

}  // namespace
}  // namespace chaos

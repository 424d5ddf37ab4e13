#include "run/rollback_recovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include "chaos/error.h"
#include "run/journal.h"
#include "run/undo.h"
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

/// The log of a run that was killed during the second of its three rollbacks.
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

  /// Plays what is left, and returns whether everything is done.
  bool play(Stage& stage, const std::string& only = {}) {
    WalContent content;
    const auto wal = WalWriter::take_over(files_, kPath, "recover", content);
    run_ = recover_run(content, kPath);
    std::vector<Undo> chosen = run_.left;
    if (!only.empty()) std::erase_if(chosen, [&](const Undo& undo) { return undo.name != only; });
    prepare_rollbacks(run_.journal, {}, stage.context, stage.interruption);
    play_undos(chosen, run_.journal, run_.next_id, *wal, stage.context, stage.interruption);
    return left_to_undo(run_.journal).empty();
  }

  std::vector<std::string> left() {
    std::vector<std::string> names;
    for (const auto& undo : recover_run(files_, kPath).left)
      names.push_back(undo.name);
    return names;
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
  EXPECT_THAT(left(), IsEmpty());
  Stage again;
  EXPECT_TRUE(play(again));
  EXPECT_THAT(executed(again), IsEmpty());
}

TEST_F(KilledRun, MayBeKilledAgainWhileItIsRolledBack) {
  Stage stage;
  std::vector<std::string> missing;
  stage.provider->on("t", [&](const ActivityCall&) {
    files_.reboot();
    missing = left();
    return Json();
  });
  play(stage);
  // s had ended, but nothing guaranteed that its record would survive a power failure.
  EXPECT_THAT(missing, Contains("t"));
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
  EXPECT_THAT(left(), ElementsAre("s"));
}

TEST_F(KilledRun, HasAFailedRollbackPlayedAgain) {
  Stage stage;
  stage.provider->on("s", [](const ActivityCall&) -> Json { throw ActivityFailed("no luck"); });
  EXPECT_FALSE(play(stage));
  ASSERT_EQ(left_to_undo(run_.journal).size(), 1U);
  EXPECT_EQ(left_to_undo(run_.journal)[0].state, UndoState::kFailed);
  EXPECT_EQ(left_to_undo(run_.journal)[0].reason, "no luck");
  Stage again;
  EXPECT_TRUE(play(again));
  EXPECT_THAT(executed(again), ElementsAre("execute s"));
}

TEST_F(KilledRun, CanHaveOneRollbackPlayed) {
  Stage stage;
  EXPECT_FALSE(play(stage, "t"));
  EXPECT_THAT(executed(stage), ElementsAre("execute t"));
  EXPECT_THAT(left(), ElementsAre("s"));
}

TEST_F(KilledRun, LosesNothingIfItsLogCannotBeContinued) {
  const auto before = files_.content(kPath);
  for (std::size_t call = 0; call < 12; ++call) {
    files_.set_content(kPath, *before);
    Stage stage;
    files_.fail_call(call, ENOSPC);
    try {
      play(stage);
    } catch (const std::exception&) {
      EXPECT_THAT(executed(stage), IsEmpty()) << "call " << call;
    }
    // If everything was played before the failing call, it is a call of this read.
    const auto can_be_recovered = [this] {
      try {
        recover_run(files_, kPath);
        return true;
      } catch (const InvalidSource&) {
        return false;
      }
    };
    EXPECT_TRUE(can_be_recovered() || can_be_recovered()) << "call " << call;
  }
}

/// The log of a run that was killed in the method; its actions have undos.
TEST(KilledMethod, HasItsActionsUndoneInReverseOrder) {
  FakeFileSystem files;
  Json experiment =
      scripted_experiment({}, {scripted_action("a"), scripted_action("b"), scripted_action("c")},
                          {scripted_action("r")});
  experiment["method"][0]["rollback"] = scripted_action("undo a");
  experiment["method"][1]["rollback"] = {scripted_action("undo b1"), scripted_action("undo b2")};
  experiment["method"][2]["rollback"] = scripted_action("undo c");
  {
    WalWriter writer(files, kPath, {{"journal", "journal.json"}}, "run");
    WalRecorder recorder(writer);
    recorder.started(experiment, new_journal(experiment));
    for (int i = 0; i < 2; ++i) {
      recorder.starting(Phase::kMethod, i, "/method/" + std::to_string(i),
                        {{"activity", experiment["method"][static_cast<std::size_t>(i)]}}, true);
    }
  }
  Stage stage;
  WalContent content;
  const auto wal = WalWriter::take_over(files, kPath, "recover", content);
  RecoveredRun run = recover_run(content, kPath);
  prepare_rollbacks(run.journal, {}, stage.context, stage.interruption);
  play_undos(run.left, run.journal, run.next_id, *wal, stage.context, stage.interruption);
  EXPECT_THAT(executed(stage),
              ElementsAre("execute undo b1", "execute undo b2", "execute undo a", "execute r"));
  EXPECT_THAT(left_to_undo(run.journal), IsEmpty());
  EXPECT_THAT(recover_run(files, kPath).left, IsEmpty());
}

}  // namespace
}  // namespace chaos

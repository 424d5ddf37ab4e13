#include "run/open_undo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "os/process_identity.h"
#include "run/wal_owner.h"
#include "run/wal_recorder.h"

namespace chaos {
namespace {

using ::testing::StartsWith;

const Json kUndo = {{"type", "action"}, {"name", "mend"}};

/// The log of a run that was killed while its rollback was being played.
class OpenUndoTest : public ::testing::Test {
 protected:
  OpenUndoTest() {
    Json owner = make_owner("run", 1);
    owner["start_ticks"] = os::current_process().start_ticks + 1;  // that process is gone
    const Json journal = {{"experiment", {{"method", Json::array()}, {"rollbacks", {kUndo}}}},
                          {"run", Json::array()},
                          {"rollbacks", Json::array()},
                          {"steady_states", Json::object()}};
    add(wal_record::kOwner, owner);
    add(wal_record::kRunStarted, {{"journal", journal}});
    add(wal_record::kActivityStarted, {{"id", 0},
                                       {"phase", "rollbacks"},
                                       {"pointer", "/rollbacks/0"},
                                       {"run", {{"activity", kUndo}}}});
  }

  void add(const char* type, const Json& payload) {
    content_.records.push_back({content_.records.size() + 1, type, payload});
  }

  WalContent content_;
};

TEST_F(OpenUndoTest, IsFoundByItsProcess) {
  const auto self = os::current_process();
  add(wal_record::kProcessStarted,
      {{"id", 0}, {"pid", self.pid}, {"start_ticks", self.start_ticks}, {"leads_group", false}});
  const auto undo = undo_without_runner(content_);
  ASSERT_TRUE(undo);
  const std::string pid = std::to_string(::getpid());
  EXPECT_EQ(describe(*undo), "its rollback 'mend' is still running (pid " + pid + ")");
  EXPECT_EQ(hint_about(*undo, "j.wal"),
            "`chaos recover --rollback j.wal` waits for it to finish and plays the remaining "
            "rollbacks; to end it: `kill " +
                pid + "`");
}

TEST_F(OpenUndoTest, MayBeRunningThoughTheLogDoesNotNameItsProcess) {
  const auto undo = undo_without_runner(content_);
  ASSERT_TRUE(undo);
  EXPECT_EQ(describe(*undo), "its rollback 'mend' may still be running");
  EXPECT_THAT(hint_about(*undo, "j.wal"), StartsWith("`chaos recover --rollback j.wal` waits"));
}

TEST_F(OpenUndoTest, IsNotWhatHoldsTheLogOnceItHasEnded) {
  add(wal_record::kUndoEnded, {{"id", 0}, {"status", "succeeded"}});
  const auto undo = undo_without_runner(content_);
  ASSERT_TRUE(undo);
  EXPECT_EQ(describe(*undo), "another process holds its log and has not identified itself yet");
  EXPECT_EQ(hint_about(*undo, "j.wal"), "try again in a moment");
}

TEST_F(OpenUndoTest, IsNotAProcessThatWasStartedAfterAReboot) {
  content_.records[0].payload["boot_id"] = "another";
  const auto self = os::current_process();
  add(wal_record::kProcessStarted,
      {{"id", 0}, {"pid", self.pid}, {"start_ticks", self.start_ticks}, {"leads_group", false}});
  const auto undo = undo_without_runner(content_);
  ASSERT_TRUE(undo);
  EXPECT_EQ(describe(*undo), "its rollback 'mend' may still be running");
}

TEST_F(OpenUndoTest, IsNotSearchedForWhileItsRunnerIsAlive) {
  add(wal_record::kOwner, make_owner("recover", 2));
  EXPECT_FALSE(undo_without_runner(content_));
}

}  // namespace
}  // namespace chaos

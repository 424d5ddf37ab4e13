#include "run/run_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "chaos/error.h"
#include "os/process_identity.h"
#include "run/wal_owner.h"
#include "run/wal_recorder.h"
#include "run/wal_writer.h"
#include "support/environment_variable.h"
#include "support/fake_file_system.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;
using testing::EnvironmentVariable;
using testing::FakeFileSystem;
using ::testing::IsEmpty;
using testing::TemporaryDirectory;

const std::string kPath = "/run/j.json.wal";

Json activity(const std::string& name) {
  return {
      {"type", "action"}, {"name", name}, {"provider", {{"type", "process"}, {"path", "true"}}}};
}

/// A run that is recorded step by step.
class RunStatusTest : public ::testing::Test {
 protected:
  RunStatusTest()
      : writer_(files_, kPath, {{"journal", "/run/j.json"}, {"run", "01234567"}}, "run") {}

  void start() {
    const Json experiment = {{"title", "A title"},
                             {"method", {activity("break"), activity("look")}},
                             {"rollbacks", {activity("mend")}}};
    writer_.append(wal_record::kRunStarted, {{"journal",
                                              {{"start", "2026-01-31T12:00:00.5+00:00"},
                                               {"experiment", experiment},
                                               {"run", Json::array()},
                                               {"rollbacks", Json::array()},
                                               {"steady_states", Json::object()}}}});
  }
  void begin(int id, const std::string& phase, const std::string& pointer,
             const std::string& name) {
    writer_.append(wal_record::kActivityStarted, {{"id", id},
                                                  {"phase", phase},
                                                  {"pointer", pointer},
                                                  {"run", {{"activity", activity(name)}}}});
  }
  void end(int id, const std::string& phase, const std::string& name) {
    writer_.append(wal_record::kActivityEnded,
                   {{"id", id},
                    {"phase", phase},
                    {"run", {{"activity", activity(name)}, {"status", "succeeded"}}}});
  }
  RunStatus status() {
    return status_of_run(read_wal(files_, kPath), {.id = "01234567", .wal = kPath, .alive = true});
  }

  FakeFileSystem files_;
  WalWriter writer_;
};

TEST_F(RunStatusTest, BeforeTheRunBeginsIsStarting) {
  const RunStatus run = status();
  EXPECT_EQ(run.id, "01234567");
  EXPECT_EQ(run.wal, kPath);
  EXPECT_EQ(run.journal, "/run/j.json");
  EXPECT_TRUE(run.alive);
  EXPECT_EQ(run.phase, "starting");
  EXPECT_EQ(run.title, "");
  EXPECT_EQ(run.left, 0U);
  EXPECT_EQ(command_of(run.owner), "run");
  EXPECT_EQ(run.owner.at("user"), os::user_name());
}

TEST_F(RunStatusTest, FollowsTheRun) {
  start();
  EXPECT_EQ(status().title, "A title");
  EXPECT_EQ(status().start, "2026-01-31T12:00:00.5+00:00");
  begin(0, "method", "/method/0", "break");
  EXPECT_EQ(status().phase, "method");
  EXPECT_THAT(status().activities, ElementsAre("break"));
  EXPECT_EQ(status().left, 1U);
  begin(1, "method", "/method/1", "look");
  EXPECT_THAT(status().activities, ElementsAre("break", "look"));
  end(0, "method", "break");
  EXPECT_THAT(status().activities, ElementsAre("look"));
  end(1, "method", "look");
  EXPECT_THAT(status().activities, IsEmpty());
  writer_.append(wal_record::kRollbacksStarted, Json::object());
  EXPECT_EQ(status().phase, "rollbacks");
  begin(2, "rollbacks", "/rollbacks/0", "mend");
  end(2, "rollbacks", "mend");
  EXPECT_EQ(status().left, 0U);
  writer_.append(wal_record::kRunEnded, {{"status", "completed"}});
  EXPECT_EQ(status().phase, "ending");
}

TEST_F(RunStatusTest, IgnoresIncompleteRecords) {
  start();
  writer_.append(wal_record::kActivityStarted, {{"phase", "method"}});
  begin(0, "method", "/method/0", "break");
  EXPECT_THAT(status().activities, ElementsAre("break"));
}

TEST(RunStatuses, SayWhyALogCannotBeRead) {
  FakeFileSystem files;
  files.set_content("/run/other.wal", "something else");
  files.set_content("/run/empty.wal", "");
  const auto runs = statuses_of_runs(
      files, {{.id = "1", .wal = "/run/other.wal"},
              {.id = "2", .wal = "/run/empty.wal"},
              {.id = "3", .wal = "/run/missing.wal", .trouble = "it does not exist"}});
  ASSERT_EQ(runs.size(), 3U);
  EXPECT_EQ(runs[0].unreadable,
            "'/run/other.wal' is not a write-ahead log, or its first line is damaged");
  EXPECT_EQ(runs[1].unreadable,
            "the write-ahead log '/run/empty.wal' is empty: its contents are lost");
  EXPECT_EQ(runs[2].unreadable, "the log '/run/missing.wal' cannot be read: it does not exist");
  EXPECT_EQ(runs[2].phase, "unknown");
}

/// It left the list while the list was being read.
TEST(RunStatuses, LeaveOutARunThatHasJustEnded) {
  FakeFileSystem files;
  const TemporaryDirectory directory;
  EXPECT_THAT(
      statuses_of_runs(files, {{.id = "1", .wal = "/run/gone.wal", .entry = directory / "runs/1"}}),
      IsEmpty());
}

TEST(RunStatuses, OfAUserAreThoseThatAreListed) {
  const TemporaryDirectory state;
  const EnvironmentVariable home("XDG_STATE_HOME", state.path());
  auto& files = os::FileSystem::real();
  EXPECT_THAT(statuses_of_user(files), IsEmpty());
  const WalWriter writer(files, state / "j.json.wal", {{"journal", "/j.json"}}, "run");
  RunDirectory::of_user()->enter("01234567", state / "j.json.wal");
  const auto runs = statuses_of_user(files);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].id, "01234567");
  EXPECT_EQ(runs[0].journal, "/j.json");
  EXPECT_TRUE(runs[0].alive);
}

TEST(RunOwner, IsInReachOnThisMachineAndInThisPidNamespace) {
  const Json owner = make_owner("run", 1);
  EXPECT_TRUE(is_in_reach(owner));
  Json elsewhere = owner;
  elsewhere["host"] = "another-host";
  EXPECT_FALSE(is_in_reach(elsewhere));
  elsewhere = owner;
  elsewhere["pid_namespace"] = os::pid_namespace() + 1;
  EXPECT_FALSE(is_in_reach(elsewhere));
  EXPECT_TRUE(is_in_reach(Json::object()));  // a log of version 1 does not say
  EXPECT_EQ(command_of(Json()), "");
}

TEST(RunOwner, IsGoneAfterAReboot) {
  Json owner = make_owner("run", 1);
  EXPECT_TRUE(may_be_running(owner));
  EXPECT_FALSE(has_just_ended(owner));
  owner["boot_id"] = "another";
  EXPECT_TRUE(is_in_reach(owner));
  EXPECT_FALSE(may_be_running(owner));
  EXPECT_TRUE(has_just_ended(owner));
  owner["boot_id"] = "";  // unknown
  EXPECT_TRUE(may_be_running(owner));
  EXPECT_FALSE(has_rebooted_since(Json::object()));  // an older log does not say
  EXPECT_EQ(session_of(Json::object()), std::nullopt);
}

}  // namespace
}  // namespace chaos

#include "run/run_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "run/wal_reader.h"
#include "run/wal_writer.h"
#include "support/environment_variable.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using testing::TemporaryDirectory;

class RunDirectoryTest : public ::testing::Test {
 protected:
  TemporaryDirectory directory_;
  const std::string path_ = directory_ / "runs";
  const std::string wal_ = directory_ / "journal.json.wal";
  const RunDirectory runs_{path_};

  RunDirectoryTest() { std::filesystem::create_directory(path_); }
};

TEST_F(RunDirectoryTest, KnowsWhichRunsAreAlive) {
  auto writer = std::make_unique<WalWriter>(os::FileSystem::real(), wal_, Json::object(), "run");
  runs_.enter("01234567", wal_);
  auto listed = runs_.list();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].id, "01234567");
  EXPECT_EQ(listed[0].wal, wal_);
  EXPECT_TRUE(listed[0].alive);
  writer.reset();
  listed = runs_.list();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_FALSE(listed[0].alive);
}

TEST_F(RunDirectoryTest, ContainsLogsThatHaveNoOtherPlace) {
  const WalWriter writer(os::FileSystem::real(), runs_.path_of("01234567"), Json::object(), "run");
  runs_.enter("01234567", runs_.path_of("01234567"));
  const auto listed = runs_.list();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].wal, runs_.path_of("01234567"));
  EXPECT_TRUE(listed[0].alive);
}

/// It is unknown what they have left to undo.
TEST_F(RunDirectoryTest, KeepsRunsWhoseLogIsMissing) {
  runs_.enter("01234567", wal_);
  for (int i = 0; i < 2; ++i) {
    const auto listed = runs_.list();
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].id, "01234567");
    EXPECT_EQ(listed[0].wal, wal_);
    EXPECT_EQ(listed[0].entry, path_ + "/01234567");
    EXPECT_EQ(listed[0].trouble, "it does not exist");
    EXPECT_FALSE(listed[0].alive);
  }
  directory_.write("journal.json.wal", "");
  EXPECT_EQ(runs_.list().at(0).trouble, "");
}

/// Its IDs are unique because tests running at the same time search the same /proc.
TEST_F(RunDirectoryTest, KeepsRunsWhoseLogIsDeletedWhileItIsWritten) {
  auto writer =
      std::make_unique<WalWriter>(os::FileSystem::real(), wal_, Json{{"run", "0de1e7ed"}}, "run");
  runs_.enter("0de1e7ed", wal_);
  std::filesystem::remove(wal_);
  const WalWriter later(os::FileSystem::real(), wal_, Json{{"run", "1a7e4109"}}, "run");
  runs_.enter("1a7e4109", wal_);
  const auto listed = runs_.list();
  ASSERT_EQ(listed.size(), 2U);
  for (const auto& run : listed) {
    EXPECT_TRUE(run.alive);
    EXPECT_EQ(read_wal(os::FileSystem::real(), run.wal).header.at("run"), run.id);
  }
  writer.reset();
  for (const auto& run : runs_.list()) {
    const bool is_first = run.id == "0de1e7ed";
    EXPECT_EQ(run.alive, !is_first);
    EXPECT_EQ(run.trouble, is_first ? "there is now the log of another run at this path" : "");
  }
}

TEST_F(RunDirectoryTest, KeepsRunsWhoseLogIsUnreachable) {
  namespace fs = std::filesystem;
  const std::string volume = directory_ / "volume";
  const std::string away = directory_ / "away";
  const std::string mount_point = directory_ / "mount-point";
  for (const auto& path : {volume, mount_point})
    fs::create_directory(path);
  directory_.write("volume/journal.json.wal", "");
  runs_.enter("01234567", volume + "/journal.json.wal");
  fs::rename(volume, away);
  EXPECT_EQ(runs_.list().at(0).trouble, "it does not exist");
  fs::rename(mount_point, volume);
  EXPECT_EQ(runs_.list().at(0).trouble, "it does not exist");
  fs::rename(volume, mount_point);
  fs::rename(away, volume);
  EXPECT_EQ(runs_.list().at(0).trouble, "");
}

TEST_F(RunDirectoryTest, DoesNotWaitForAPipeInPlaceOfALog) {
  ASSERT_EQ(::mkfifo(wal_.c_str(), 0600), 0);
  runs_.enter("01234567", wal_);
  EXPECT_FALSE(runs_.list().at(0).alive);
}

TEST_F(RunDirectoryTest, DoesNotTakeAJournalForALog) {
  directory_.write("runs/01234567.json", "{}");
  EXPECT_THAT(runs_.list(), IsEmpty());
}

TEST_F(RunDirectoryTest, IsLeft) {
  runs_.enter("01234567", wal_);
  runs_.leave("01234567");
  EXPECT_TRUE(std::filesystem::is_empty(path_));
}

TEST_F(RunDirectoryTest, KeepsALogThatIsInItWhenTheRunLeaves) {
  directory_.write("runs/01234567", "");
  runs_.leave("01234567");
  EXPECT_TRUE(std::filesystem::exists(runs_.path_of("01234567")));
}

TEST_F(RunDirectoryTest, IsWhereTheEnvironmentSays) {
  const testing::EnvironmentVariable state("XDG_STATE_HOME", directory_ / "state");
  const auto runs = RunDirectory::of_user();
  ASSERT_TRUE(runs.has_value());
  EXPECT_EQ(runs->path_of("x"), directory_ / "state/chaos/runs/x");
}

TEST_F(RunDirectoryTest, MayBeElsewhereIfItsFirstPlaceCannotBeWritten) {
  const testing::EnvironmentVariable state("XDG_STATE_HOME", "/dev/null");
  const testing::EnvironmentVariable runtime("XDG_RUNTIME_DIR", directory_ / "runtime");
  const auto runs = RunDirectory::of_user();
  ASSERT_TRUE(runs.has_value());
  EXPECT_EQ(runs->path_of("x"), directory_ / "runtime/chaos/runs/x");
}

TEST_F(RunDirectoryTest, IsNotWhereOthersCouldReplaceIt) {
  namespace fs = std::filesystem;
  const testing::EnvironmentVariable state("XDG_STATE_HOME", directory_ / "state");
  const testing::EnvironmentVariable runtime("XDG_RUNTIME_DIR", directory_ / "runtime");
  const std::string parent = directory_ / "state/chaos";
  fs::create_directories(parent + "/runs");
  EXPECT_EQ(RunDirectory::of_user()->path_of("x"), parent + "/runs/x");
  fs::permissions(parent, fs::perms::others_write, fs::perm_options::add);
  EXPECT_EQ(RunDirectory::of_user()->path_of("x"), directory_ / "runtime/chaos/runs/x");
  fs::permissions(parent, fs::perms::others_write, fs::perm_options::remove);
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a directory away";
  ASSERT_EQ(::chown(parent.c_str(), 65534, 65534), 0);
  EXPECT_EQ(RunDirectory::of_user()->path_of("x"), directory_ / "runtime/chaos/runs/x");
  fs::rename(parent, directory_ / "theirs");
  fs::create_symlink(directory_ / "theirs", parent);
  EXPECT_EQ(RunDirectory::of_user()->path_of("x"), directory_ / "runtime/chaos/runs/x");
}

TEST(RunId, IsEightDigits) {
  EXPECT_THAT(RunDirectory::new_id(), MatchesRegex("[0-9a-f]{8}"));
  EXPECT_NE(RunDirectory::new_id(), RunDirectory::new_id());
}

}  // namespace
}  // namespace chaos

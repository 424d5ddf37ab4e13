#include "run/run_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

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

TEST_F(RunDirectoryTest, HoldsALogItselfThatHasNoOtherPlace) {
  const WalWriter writer(os::FileSystem::real(), runs_.path_of("01234567"), Json::object(), "run");
  runs_.enter("01234567", runs_.path_of("01234567"));
  const auto listed = runs_.list();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].wal, runs_.path_of("01234567"));
  EXPECT_TRUE(listed[0].alive);
}

TEST_F(RunDirectoryTest, ForgetsRunsWithoutALog) {
  runs_.enter("01234567", wal_);
  EXPECT_THAT(runs_.list(), IsEmpty());
  EXPECT_TRUE(std::filesystem::is_empty(path_));
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

TEST_F(RunDirectoryTest, IsWhereTheEnvironmentSays) {
  const testing::EnvironmentVariable state("XDG_STATE_HOME", directory_ / "state");
  const auto runs = RunDirectory::of_user();
  ASSERT_TRUE(runs.has_value());
  EXPECT_EQ(runs->path_of("x"), directory_ / "state/chaos/runs/x");
}

TEST_F(RunDirectoryTest, MayBeElsewhereWhenItsFirstPlaceCannotBeWritten) {
  const testing::EnvironmentVariable state("XDG_STATE_HOME", "/dev/null");
  const testing::EnvironmentVariable runtime("XDG_RUNTIME_DIR", directory_ / "runtime");
  const auto runs = RunDirectory::of_user();
  ASSERT_TRUE(runs.has_value());
  EXPECT_EQ(runs->path_of("x"), directory_ / "runtime/chaos/runs/x");
}

TEST(RunId, IsEightDigits) {
  EXPECT_THAT(RunDirectory::new_id(), MatchesRegex("[0-9a-f]{8}"));
  EXPECT_NE(RunDirectory::new_id(), RunDirectory::new_id());
}

}  // namespace
}  // namespace chaos

#include "os/path_watch.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "support/temporary_directory.h"

namespace chaos::os {
namespace {

using testing::TemporaryDirectory;
namespace fs = std::filesystem;

void write(const std::string& path, const char* text = "why") {
  std::ofstream(path) << text;
}

/// The changes that the watch has noticed.
PathWatch::Changes changes(PathWatch& watch) {
  pollfd event{watch.fd(), POLLIN, 0};
  EXPECT_LE(::poll(&event, 1, 0), 1);  // inotify reports before the system call returns
  return watch.take();
}

class PathWatchTest : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return directory_ / name; }
  TemporaryDirectory directory_;
};

TEST_F(PathWatchTest, NoticesAFileThatIsWritten) {
  PathWatch watch(path("halt"));
  EXPECT_FALSE(changes(watch).any);
  std::ofstream file(path("halt"));
  EXPECT_TRUE(changes(watch).any);
  EXPECT_FALSE(watch.take().complete);
  file.close();
  EXPECT_TRUE(changes(watch).complete);
}

TEST_F(PathWatchTest, NoticesAFileThatIsMovedIntoPlace) {
  write(path("other"));
  PathWatch watch(path("halt"));
  fs::rename(path("other"), path("halt"));
  EXPECT_TRUE(changes(watch).complete);
}

TEST_F(PathWatchTest, IgnoresOtherFiles) {
  PathWatch watch(path("halt"));
  write(path("halting"));
  EXPECT_FALSE(changes(watch).any);
}

TEST_F(PathWatchTest, FollowsDirectoriesThatDoNotExistYet) {
  PathWatch watch(path("a/b/halt"));
  fs::create_directory(path("a"));
  EXPECT_TRUE(changes(watch).any);
  fs::create_directory(path("a/b"));
  EXPECT_TRUE(changes(watch).any);
  write(path("a/b/halt"));
  EXPECT_TRUE(changes(watch).complete);
}

TEST_F(PathWatchTest, NoticesADirectoryThatIsMovedIntoPlaceWithTheFile) {
  fs::create_directory(path("made"));
  write(path("made/halt"));
  PathWatch watch(path("a/halt"));
  fs::rename(path("made"), path("a"));
  EXPECT_TRUE(changes(watch).any);
}

TEST_F(PathWatchTest, NoticesADirectoryThatIsReplaced) {
  fs::create_directory(path("a"));
  PathWatch watch(path("a/halt"));
  fs::remove(path("a"));
  EXPECT_TRUE(changes(watch).any);
  fs::create_directory(path("a"));
  changes(watch);
  write(path("a/halt"));
  EXPECT_TRUE(changes(watch).complete);
}

TEST_F(PathWatchTest, FollowsSymbolicLinks) {
  fs::create_directory(path("elsewhere"));
  fs::create_symlink(path("elsewhere/real"), path("halt"));  // dangling
  PathWatch watch(path("halt"));
  write(path("elsewhere/real"));
  EXPECT_TRUE(changes(watch).complete);
}

/// Like a ConfigMap that Kubernetes mounts: halt -> ..data/halt, ..data -> a directory that is
/// replaced.
TEST_F(PathWatchTest, NoticesAReplacedLinkInThePath) {
  fs::create_directory(path("1"));
  fs::create_directory(path("2"));
  write(path("2/halt"));
  fs::create_directory_symlink("1", path("data"));
  fs::create_symlink("data/halt", path("halt"));
  PathWatch watch(path("halt"));
  fs::create_directory_symlink("2", path("next"));
  fs::rename(path("next"), path("data"));
  EXPECT_TRUE(changes(watch).complete);
}

TEST_F(PathWatchTest, DoesNotFollowLinksInCircles) {
  fs::create_symlink("b", path("a"));
  fs::create_symlink("a", path("b"));
  PathWatch watch(path("a"));
  EXPECT_FALSE(changes(watch).any);
}

}  // namespace
}  // namespace chaos::os

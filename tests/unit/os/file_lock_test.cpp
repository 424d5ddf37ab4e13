#include "os/file_lock.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <system_error>

#include "os/file_descriptor.h"
#include "support/temporary_directory.h"

namespace chaos::os {
namespace {

namespace fs = std::filesystem;
using Wait = FileLock::Wait;

class FileLockTest : public ::testing::Test {
 protected:
  const testing::TemporaryDirectory directory_;
  const std::string path_ = directory_ / "lock";
};

/// A child process that has inherited the lock, and keeps it until it is killed.
class LockHolder {
 public:
  LockHolder() : pid_(::fork()) {
    if (pid_ != 0) return;
    for (;;)
      ::pause();
  }
  ~LockHolder() { end(); }
  LockHolder(const LockHolder&) = delete;
  LockHolder& operator=(const LockHolder&) = delete;

  void end() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  void kill() const { ::kill(pid_, SIGKILL); }

 private:
  pid_t pid_;
};

TEST_F(FileLockTest, BelongsToOneAtATime) {
  FileLock other(path_);
  {
    FileLock first(path_);
    EXPECT_TRUE(first.try_take());
    EXPECT_TRUE(first.try_take());
    EXPECT_FALSE(other.try_take());
  }
  EXPECT_TRUE(other.try_take());
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(FileLockTest, IsHeldByAChildAsWell) {
  FileLock other(path_);
  auto first = std::make_unique<FileLock>(path_);
  ASSERT_TRUE(first->try_take());
  LockHolder heir;
  first.reset();
  EXPECT_FALSE(other.try_take());
  heir.end();
  EXPECT_TRUE(other.try_take());
}

TEST_F(FileLockTest, CanBeWaitedFor) {
  FileLock other(path_);
  auto first = std::make_unique<FileLock>(path_);
  ASSERT_TRUE(first->try_take());
  const LockHolder heir;
  first.reset();
  heir.kill();
  EXPECT_EQ(other.wait(Deadline::never(), {}), Wait::kMayBeFree);
  EXPECT_TRUE(other.try_take());
}

TEST_F(FileLockTest, IsWaitedForUntilTheLimit) {
  FileLock first(path_);
  ASSERT_TRUE(first.try_take());
  const FileLock other(path_);
  EXPECT_EQ(other.wait(Deadline::after(std::chrono::milliseconds(1)), {}), Wait::kTimedOut);
}

TEST_F(FileLockTest, IsNoLongerWaitedForAfterAStop) {
  FileLock first(path_);
  ASSERT_TRUE(first.try_take());
  const FileLock other(path_);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(other.wait(Deadline::never(), stop.get_token()), Wait::kStopped);
}

TEST_F(FileLockTest, LeavesNoWaitingProcessBehind) {
  FileLock first(path_);
  ASSERT_TRUE(first.try_take());
  const FileLock other(path_);
  EXPECT_EQ(other.wait(Deadline::after(std::chrono::milliseconds(1)), {}), Wait::kTimedOut);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(FileLockTest, DoesNotCountForAFileThatWasReplaced) {
  FileLock stale(path_);
  fs::remove(path_);
  FileLock fresh(path_);
  ASSERT_TRUE(fresh.try_take());
  EXPECT_FALSE(stale.try_take());
}

TEST_F(FileLockTest, IsFreeOnceItsHolderHasRemovedTheFile) {
  FileLock ending(path_);
  ASSERT_TRUE(ending.try_take());
  FileLock other(path_);
  EXPECT_FALSE(other.try_take());
  ending.remove();  // and it has not closed its file yet
  EXPECT_TRUE(other.try_take());
  EXPECT_TRUE(fs::exists(path_));
  FileLock third(path_);
  EXPECT_FALSE(third.try_take());
}

TEST_F(FileLockTest, ContainsWhatItsHolderWrote) {
  FileLock first(path_);
  ASSERT_TRUE(first.try_take());
  first.write("a long text");
  first.write("short");
  EXPECT_EQ(FileLock(path_).read(), "short");
}

TEST_F(FileLockTest, IsRemovedByItsHolderOnly) {
  FileLock stale(path_);
  fs::remove(path_);
  const FileLock fresh(path_);
  stale.remove();
  EXPECT_TRUE(fs::exists(path_));
  fresh.remove();
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(FileLockTest, IsNotFoundBehindASymbolicLink) {
  directory_.write("precious", "text");
  fs::create_symlink("precious", path_);
  EXPECT_THROW(FileLock lock(path_), std::system_error);
  EXPECT_EQ(directory_.read("precious"), "text");
}

TEST_F(FileLockTest, CanBeWaitedForWithoutTakingIt) {
  FileLock first(path_);
  ASSERT_TRUE(first.try_take());
  FileLock reader(path_);
  {
    const LockHolder heir;
    heir.kill();
  }
  first = FileLock(directory_ / "other");
  const FileDescriptor file(::open(path_.c_str(), O_RDWR | O_CLOEXEC));
  EXPECT_TRUE(wait_until_unlocked(file));
  EXPECT_TRUE(reader.try_take());
  EXPECT_FALSE(wait_until_unlocked(FileDescriptor()));
}

}  // namespace
}  // namespace chaos::os

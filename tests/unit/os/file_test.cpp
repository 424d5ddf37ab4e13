#include "os/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <iterator>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "os/file_descriptor.h"
#include "support/temporary_directory.h"

namespace chaos::os {
namespace {

namespace fs = std::filesystem;
using chaos::testing::TemporaryDirectory;

FileSystem& files() {
  return FileSystem::real();
}

unsigned mode_of(const std::string& path) {
  struct stat info {};
  ::stat(path.c_str(), &info);
  return info.st_mode & 07777U;
}

std::size_t entries_of(const std::string& directory) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

/// The error of `action`, whose message must contain `path`; 0 on success.
int error_of(const std::string& path, const std::function<void()>& action) {
  try {
    action();
  } catch (const std::system_error& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with(path + ": ")) << error.what();
    return error.code().value();
  }
  return 0;
}

/// For its lifetime, files cannot exceed `bytes`: a full disk for one process.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &former_);
    const rlimit limit{bytes, former_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &former_);
    ::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  sighandler_t handler_;
  rlimit former_{};
};

class RealFileSystem : public ::testing::Test {
 protected:
  TemporaryDirectory directory_;
};

TEST_F(RealFileSystem, ReadsAFile) {
  const std::string content(200'000, 'x');
  EXPECT_EQ(files().read(directory_.write("file", content)), content);
}

TEST_F(RealFileSystem, NamesThePathThatCannotBeRead) {
  const std::string path = directory_ / "none";
  EXPECT_EQ(error_of(path, [&] { files().read(path); }), ENOENT);
  EXPECT_EQ(error_of(directory_.path(), [&] { files().read(directory_.path()); }), EISDIR);
}

TEST_F(RealFileSystem, KnowsWhatExists) {
  EXPECT_TRUE(files().exists(directory_.path()));
  EXPECT_FALSE(files().exists(directory_ / "none"));
  EXPECT_FALSE(files().exists(directory_.write("file", "") + "/below"));
}

TEST_F(RealFileSystem, Appends) {
  const std::string path = directory_ / "file";
  const auto file = files().create_append(path);
  file->append("one ");
  file->sync();
  file->append("two");
  file->sync();
  EXPECT_EQ(directory_.read("file"), "one two");
  EXPECT_EQ(mode_of(path), 0600U);
}

TEST_F(RealFileSystem, AppendsOnlyToNewFiles) {
  const std::string path = directory_.write("file", "old");
  EXPECT_EQ(error_of(path, [&] { files().create_append(path); }), EEXIST);
  EXPECT_EQ(directory_.read("file"), "old");
}

TEST_F(RealFileSystem, ReportsAFailedAppend) {
  const std::string path = directory_ / "file";
  const auto file = files().create_append(path);
  const FileSizeLimit limit(4);
  EXPECT_EQ(error_of(path, [&] { file->append("more than four"); }), EFBIG);
}

TEST_F(RealFileSystem, WritesANewFile) {
  files().write_atomically(directory_ / "file", "content");
  EXPECT_EQ(directory_.read("file"), "content");
  const mode_t mask = ::umask(0);
  ::umask(mask);
  EXPECT_EQ(mode_of(directory_ / "file"), 0666U & ~mask);
  EXPECT_EQ(entries_of(directory_.path()), 1U);
}

TEST_F(RealFileSystem, WritesANewPrivateFile) {
  const mode_t mask = ::umask(0);
  files().write_private(directory_ / "file", "content");
  ::umask(mask);
  EXPECT_EQ(directory_.read("file"), "content");
  EXPECT_EQ(mode_of(directory_ / "file"), 0600U);
}

TEST_F(RealFileSystem, KeepsTheModeOfAFileThatIsNotPrivate) {
  const std::string path = directory_.write("file", "old", 0644);
  files().write_private(path, "new");
  EXPECT_EQ(directory_.read("file"), "new");
  EXPECT_EQ(mode_of(path), 0644U);
}

TEST_F(RealFileSystem, MakesAnExistingFilePrivate) {
  const std::string path = directory_.write("file", "old", 0754);
  files().make_private(path);
  EXPECT_EQ(directory_.read("file"), "old");
  EXPECT_EQ(mode_of(path), 0700U);
  files().make_private(directory_ / "missing");
}

TEST_F(RealFileSystem, CreatesAllMissingDirectories) {
  const mode_t mask = ::umask(0);
  files().make_directories(directory_ / "one/two");
  files().make_directories(directory_ / "one/two/three/");
  files().make_directories(directory_ / "one/two");
  ::umask(mask);
  for (const char* name : {"one", "one/two", "one/two/three"})
    EXPECT_EQ(mode_of(directory_ / name), 0700U) << name;
  files().make_directories(".");
  files().make_directories("/");
}

TEST_F(RealFileSystem, NamesTheDirectoryThatCannotBeCreated) {
  const std::string file = directory_.write("file", "");
  EXPECT_EQ(error_of(file, [&] { files().make_directories(file); }), ENOTDIR);
  EXPECT_EQ(error_of(file, [&] { files().make_directories(file + "/below"); }), ENOTDIR);
}

TEST_F(RealFileSystem, ReplacesAFileAndKeepsItsMode) {
  const std::string path = directory_.write("file", "old and longer", 0640);
  files().write_atomically(path, "new");
  EXPECT_EQ(directory_.read("file"), "new");
  EXPECT_EQ(mode_of(path), 0640U);
  EXPECT_EQ(entries_of(directory_.path()), 1U);
}

TEST_F(RealFileSystem, KeepsTheOldFileIfTheDiskIsFull) {
  const std::string path = directory_.write("file", "old");
  const FileSizeLimit limit(4);
  EXPECT_EQ(error_of(path, [&] { files().write_atomically(path, "more than four"); }), EFBIG);
  EXPECT_EQ(directory_.read("file"), "old");
  EXPECT_EQ(entries_of(directory_.path()), 1U);
}

TEST_F(RealFileSystem, LeavesNothingIfTheDiskIsFull) {
  const std::string path = directory_ / "file";
  const FileSizeLimit limit(4);
  EXPECT_EQ(error_of(path, [&] { files().write_atomically(path, "more than four"); }), EFBIG);
  EXPECT_EQ(entries_of(directory_.path()), 0U);
}

TEST_F(RealFileSystem, FollowsSymbolicLinks) {
  fs::create_directory(directory_ / "below");
  const std::string target = directory_.write("below/target", "old");
  fs::create_symlink("below/target", directory_ / "second");
  fs::create_symlink(directory_ / "second", directory_ / "first");
  files().write_atomically(directory_ / "first", "new");
  EXPECT_TRUE(fs::is_symlink(directory_ / "first"));
  EXPECT_TRUE(fs::is_symlink(directory_ / "second"));
  EXPECT_EQ(directory_.read("below/target"), "new");
}

TEST_F(RealFileSystem, CreatesTheTargetOfADanglingLink) {
  fs::create_symlink("target", directory_ / "link");
  files().write_atomically(directory_ / "link", "new");
  EXPECT_TRUE(fs::is_symlink(directory_ / "link"));
  EXPECT_EQ(directory_.read("target"), "new");
}

TEST_F(RealFileSystem, RejectsACircleOfLinks) {
  const std::string path = directory_ / "link";
  fs::create_symlink("link", path);
  EXPECT_EQ(error_of(path, [&] { files().write_atomically(path, "x"); }), ELOOP);
}

TEST_F(RealFileSystem, WritesToPipes) {
  const std::string path = directory_ / "pipe";
  ::mkfifo(path.c_str(), 0600);
  std::string received;
  std::thread reading([&] { received = files().read(path); });
  files().write_atomically(path, "through the pipe");
  reading.join();
  EXPECT_EQ(received, "through the pipe");
  EXPECT_TRUE(fs::is_fifo(path));
}

TEST_F(RealFileSystem, WritesToDevices) {
  files().write_atomically("/dev/null", "gone");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_EQ(error_of("/dev/full", [] { files().write_atomically("/dev/full", "x"); }), ENOSPC);
}

TEST_F(RealFileSystem, DoesNotReplaceAFileOpenElsewhereThroughProc) {
  const std::string path = directory_.write("file", "old");
  const FileDescriptor open(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  files().write_atomically("/proc/self/fd/" + std::to_string(open.get()), "new");
  struct stat held {};
  ::fstat(open.get(), &held);
  EXPECT_EQ(held.st_nlink, 1U);
  EXPECT_EQ(directory_.read("file"), "new");
}

TEST_F(RealFileSystem, AcceptsNamesOfMaximumLength) {
  const std::string path = directory_ / std::string(255, 'n');
  files().write_atomically(path, "content");
  EXPECT_EQ(files().read(path), "content");
}

TEST_F(RealFileSystem, ManyThreadsMayReplaceOneFile) {
  const std::string path = directory_ / "file";
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 5; ++round)
        files().write_atomically(path, "same");
    });
  }
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(directory_.read("file"), "same");
  EXPECT_EQ(entries_of(directory_.path()), 1U);
}

TEST_F(RealFileSystem, DisplacesWhatItReplaces) {
  const std::string path = directory_ / "file";
  const std::string displaced = directory_ / "displaced";
  EXPECT_EQ(files().write_displacing(path, "old", displaced), Displaced::kNothing);
  EXPECT_FALSE(files().exists(displaced));
  ::chmod(path.c_str(), 0640);
  EXPECT_EQ(files().write_displacing(path, "new", displaced), Displaced::kMoved);
  EXPECT_EQ(directory_.read("file"), "new");
  EXPECT_EQ(mode_of(path), 0640U);
  EXPECT_EQ(directory_.read("displaced"), "old");
  EXPECT_EQ(error_of(path, [&] { files().write_displacing(path, "third", displaced); }), EEXIST);
  EXPECT_EQ(directory_.read("file"), "new");
  EXPECT_EQ(directory_.read("displaced"), "old");
  EXPECT_EQ(entries_of(directory_.path()), 2U);
}

TEST_F(RealFileSystem, DoesNotDisplaceWhatCanOnlyBeOverwritten) {
  EXPECT_EQ(files().write_displacing("/dev/null", "new", directory_ / "displaced"),
            Displaced::kUnsupported);
  const FileSizeLimit limit(4);
  const std::string path = directory_.write("file", "old");
  EXPECT_EQ(error_of(path, [&] { files().write_displacing(path, "more than four", path + "2"); }),
            EFBIG);
  EXPECT_EQ(directory_.read("file"), "old");
  EXPECT_EQ(entries_of(directory_.path()), 1U);
}

TEST_F(RealFileSystem, LosesNoFileOfManyThreads) {
  const std::string path = directory_ / "file";
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back(
          [&, i] { files().write_displacing(path, std::to_string(i), path + std::to_string(i)); });
    }
  }
  EXPECT_EQ(entries_of(directory_.path()), 8U);
}

TEST_F(RealFileSystem, RenamesAndRemoves) {
  const std::string from = directory_.write("from", "content");
  const std::string to = directory_.write("to", "replaced");
  files().rename(from, to);
  EXPECT_EQ(directory_.read("to"), "content");
  EXPECT_EQ(error_of(from, [&] { files().rename(from, to); }), ENOENT);
  files().remove(to);
  EXPECT_EQ(error_of(to, [&] { files().remove(to); }), ENOENT);
}

TEST_F(RealFileSystem, ChecksWithoutChanges) {
  const std::string path = directory_.write("file", "old");
  files().check_writable(path);
  files().check_writable(directory_ / "new");
  files().check_writable("/dev/null");
  EXPECT_EQ(directory_.read("file"), "old");
  EXPECT_EQ(entries_of(directory_.path()), 1U);
}

TEST_F(RealFileSystem, SaysWhyAPathCannotBeWritten) {
  const auto check = [](const std::string& path) {
    return error_of(path, [&] { files().check_writable(path); });
  };
  EXPECT_EQ(check(""), ENOENT);
  EXPECT_EQ(check(directory_.path()), EISDIR);
  EXPECT_EQ(check(directory_ / "none/"), EISDIR);
  EXPECT_EQ(check(directory_ / "none/file"), ENOENT);
  EXPECT_EQ(check(directory_.write("file", "") + "/below"), ENOTDIR);
}

/// Root may write everywhere, so these need another user.
class UnprivilegedFileSystem : public RealFileSystem {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) return;
    if (::chown(directory_.path().c_str(), kNobody, kNobody) != 0 || ::seteuid(kNobody) != 0) {
      GTEST_SKIP() << "cannot become another user";
    }
    switched_ = true;
  }
  void TearDown() override {
    fs::permissions(directory_.path(), fs::perms::owner_all);
    if (switched_) ::seteuid(0);
  }

  static constexpr uid_t kNobody = 65534;
  bool switched_ = false;
};

TEST_F(UnprivilegedFileSystem, DoesNotReplaceAWriteProtectedFile) {
  const std::string path = directory_.write("file", "old", 0444);
  EXPECT_EQ(error_of(path, [&] { files().check_writable(path); }), EACCES);
  EXPECT_EQ(error_of(path, [&] { files().write_atomically(path, "new"); }), EACCES);
  EXPECT_EQ(directory_.read("file"), "old");
}

TEST_F(UnprivilegedFileSystem, WritesInPlaceWhatItMayNotReplace) {
  const std::string path = directory_.write("file", "old and longer");
  fs::permissions(directory_.path(), fs::perms::owner_read | fs::perms::owner_exec);
  files().check_writable(path);
  files().write_atomically(path, "new");
  EXPECT_EQ(directory_.read("file"), "new");
}

TEST_F(UnprivilegedFileSystem, NeedsAWritableDirectoryForANewFile) {
  fs::permissions(directory_.path(), fs::perms::owner_read | fs::perms::owner_exec);
  const std::string path = directory_ / "file";
  EXPECT_EQ(error_of(path, [&] { files().check_writable(path); }), EACCES);
  EXPECT_EQ(error_of(path, [&] { files().write_atomically(path, "new"); }), EACCES);
}

}  // namespace
}  // namespace chaos::os

#include "os/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <system_error>

#include "os/file_descriptor.h"
#include "os/open_file.h"
#include "os/write_target.h"

namespace chaos::os {
namespace {

[[noreturn]] void fail(int error, const std::string& path) {
  throw std::system_error(error, std::generic_category(), path);
}

[[noreturn]] void fail(const std::string& path) {
  fail(errno, path);
}

void write_all(const FileDescriptor& file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      fail(path);
    }
  }
}

/// Makes the names in the directory of `path` durable. If the directory is not readable, or the
/// file system cannot sync it, this does nothing: the file itself exists either way.
void sync_directory_of(const std::string& path) {
  const FileDescriptor directory(
      ::open(directory_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open()) {
    if (errno == EACCES) return;
    fail(path);
  }
  if (::fsync(directory.get()) != 0 && errno != EINVAL) fail(path);
}

struct stat status_of(const FileDescriptor& file, const std::string& path) {
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) fail(path);
  return info;
}

FileIdentity identity_of(const struct stat& info) {
  return {.device = info.st_dev, .inode = info.st_ino};
}

struct flock whole_file_lock() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

class RealAppendFile final : public AppendFile {
 public:
  RealAppendFile(const std::string& path, int how)
      : path_(path), file_(open_regular_file(path, O_RDWR | O_APPEND | how, 0600)) {}

  void append(std::string_view bytes) override { write_all(file_, bytes, path_); }

  void sync() override {
    if (::fdatasync(file_.get()) != 0) fail(path_);
    if (!name_synced_) sync_directory_of(path_);
    name_synced_ = true;
  }

  LockResult try_lock() override {
    struct flock lock = whole_file_lock();
    if (::fcntl(file_.get(), F_OFD_SETLK, &lock) == 0) return LockResult::kTaken;
    return errno == EAGAIN || errno == EACCES ? LockResult::kHeldElsewhere
                                              : LockResult::kUnsupported;
  }

  std::string read() override { return read_all(file_, path_); }

  std::uint64_t size() override {
    return static_cast<std::uint64_t>(status_of(file_, path_).st_size);
  }

  FileIdentity identity() override { return identity_of(status_of(file_, path_)); }
  int descriptor() const override { return file_.get(); }

 private:
  std::string path_;
  FileDescriptor file_;
  bool name_synced_ = false;
};

/// Renames, but fails with EEXIST if `to` exists. Returns 0 or the error.
int rename_without_replacing(const std::string& from, const std::string& to) {
  return ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0 ? 0
                                                                                          : errno;
}

bool is_unsupported(int error) {
  return error == EINVAL || error == ENOSYS;
}

/// Deleted when it goes out of scope, unless it was renamed into place.
class TemporaryFile {
 public:
  TemporaryFile(const WriteTarget& target, mode_t mode) : file_(create(target.path, mode, path_)) {}
  ~TemporaryFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  void take_owner_and_mode(const struct stat& from) {
    // Only root can change the owner; for other users the file remains theirs.
    [[maybe_unused]] const int owner = ::fchown(file_.get(), from.st_uid, from.st_gid);
    if (::fchmod(file_.get(), from.st_mode & 07777U) != 0) fail(path_);
  }

  void write(std::string_view content) {
    write_all(file_, content, path_);
    if (::fsync(file_.get()) != 0) fail(path_);
  }

  void rename_to(const std::string& path) {
    if (::rename(path_.c_str(), path.c_str()) != 0) fail(path);
    path_.clear();
  }

  /// Replaces the file at `path`, which is renamed to `displaced`. Throws std::system_error.
  Displaced displace(const std::string& path, const std::string& displaced) {
    for (;;) {
      const int error = rename_without_replacing(path_, path);
      if (error == 0) {
        path_.clear();
        return Displaced::kNothing;
      }
      if (is_unsupported(error)) return Displaced::kUnsupported;
      if (error != EEXIST) fail(error, path);
      // Named before the exchange, so that the old file never has a name that nobody looks for.
      if (path_ != displaced) move_to(displaced);
      if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, path.c_str(), RENAME_EXCHANGE) == 0) {
        path_.clear();
        return Displaced::kMoved;
      }
      if (is_unsupported(errno)) return Displaced::kUnsupported;
      if (errno != ENOENT) fail(path);  // otherwise it has been deleted in the meantime
    }
  }

 private:
  void move_to(const std::string& name) {
    if (const int error = rename_without_replacing(path_, name); error != 0) fail(error, name);
    path_ = name;
  }

  /// Not named after the file, whose name may already have the maximum length. A process with the
  /// same PID in another container may use the same directory.
  static FileDescriptor create(const std::string& beside, mode_t mode, std::string& path) {
    static std::atomic<unsigned> count = 0;
    for (;;) {
      std::string name =
          fmt::format("{}/.chaos-{}-{}.tmp", directory_of(beside), ::getpid(), count++);
      try {
        FileDescriptor file = open_file(name, O_WRONLY | O_CREAT | O_EXCL, mode);
        path = std::move(name);
        return file;
      } catch (const std::system_error& error) {
        if (error.code() != std::errc::file_exists) throw;
      }
    }
  }

  std::string path_;
  FileDescriptor file_;
};

void replace(const WriteTarget& target, std::string_view content, mode_t new_mode) {
  TemporaryFile temporary(target, new_mode);
  if (target.existing) temporary.take_owner_and_mode(*target.existing);
  temporary.write(content);
  temporary.rename_to(target.path);
  sync_directory_of(target.path);
}

/// This program's own descriptor that the path names (/dev/stdout, /dev/fd/3), duplicated. Opening
/// the path instead would truncate what others have written to the same file.
FileDescriptor own_descriptor(const std::string& path) {
  std::string_view name = path;
  for (const std::string_view directory : {"/proc/self/fd/", "/dev/fd/"}) {
    if (name.starts_with(directory)) name.remove_prefix(directory.size());
  }
  int number = -1;
  const char* const end = name.data() + name.size();
  if (name.empty() || std::from_chars(name.data(), end, number).ptr != end) {
    return FileDescriptor();
  }
  const int flags = ::fcntl(number, F_GETFL);
  if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY) return FileDescriptor();
  return FileDescriptor(::fcntl(number, F_DUPFD_CLOEXEC, 3));
}

void write_in_place(const std::string& path, std::string_view content) {
  FileDescriptor file = own_descriptor(path);
  if (!file.is_open()) file = open_file(path, O_WRONLY | O_TRUNC);
  write_all(file, content, path);
  // Pipes and terminals cannot be synced.
  if (::fsync(file.get()) != 0 && errno != EINVAL && errno != EROFS) fail(path);
}

bool forbids_replacing(const std::error_code& code) {
  constexpr std::array kErrors{EACCES, EPERM, EROFS, EBUSY, EXDEV};
  return std::ranges::find(kErrors, code.value()) != kErrors.end();
}

/// `new_mode` applies if the file does not exist yet; it is subject to the umask.
void write_whole(const std::string& path, std::string_view content, mode_t new_mode) {
  const WriteTarget target = resolve_write_target(path);
  if (target.in_place) return write_in_place(target.path, content);
  try {
    replace(target, content, new_mode);
  } catch (const std::system_error& error) {
    if (!target.existing || !forbids_replacing(error.code())) {
      throw std::system_error(error.code(), path);  // names the file, not the temporary file
    }
    write_in_place(target.path, content);
  }
}

Displaced write_whole_displacing(const std::string& path, std::string_view content,
                                 const std::string& displaced) {
  const WriteTarget target = resolve_write_target(path);
  if (target.in_place) return Displaced::kUnsupported;
  try {
    TemporaryFile temporary(target, 0666);
    if (target.existing) temporary.take_owner_and_mode(*target.existing);
    temporary.write(content);
    const Displaced done = temporary.displace(target.path, displaced);
    if (done != Displaced::kUnsupported) sync_directory_of(target.path);
    return done;
  } catch (const std::system_error& error) {
    if (target.existing && forbids_replacing(error.code())) return Displaced::kUnsupported;
    throw std::system_error(error.code(), path);  // names the file, not the temporary file
  }
}

bool is_directory(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

class RealFileSystem final : public FileSystem {
 public:
  std::string read(const std::string& path) override {
    const FileDescriptor file = open_file(path, O_RDONLY);
    std::string content;
    std::array<char, 64u << 10> buffer;  // NOLINT: not worth clearing
    for (;;) {
      const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
      if (count == 0) return content;
      if (count > 0) {
        content.append(buffer.data(), static_cast<std::size_t>(count));
      } else if (errno != EINTR) {
        fail(path);
      }
    }
  }

  bool exists(const std::string& path) override {
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0) return true;
    if (errno == ENOENT || errno == ENOTDIR) return false;
    fail(path);
  }

  std::unique_ptr<AppendFile> create_append(const std::string& path) override {
    return std::make_unique<RealAppendFile>(path, O_CREAT | O_EXCL);
  }

  std::unique_ptr<AppendFile> open_append(const std::string& path) override {
    return std::make_unique<RealAppendFile>(path, 0);
  }

  bool is_locked(const std::string& path) override {
    const FileDescriptor file = open_regular_file(path, O_RDONLY);
    struct flock lock = whole_file_lock();
    return ::fcntl(file.get(), F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  }

  std::optional<FileIdentity> identity(const std::string& path) override {
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0) return identity_of(info);
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    fail(path);
  }

  std::string version(const std::string& path) override {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return {};
    return fmt::format("{}-{}-{}-{}.{}", info.st_dev, info.st_ino, info.st_size,
                       info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
  }

  void write_atomically(const std::string& path, std::string_view content) override {
    write_whole(path, content, 0666);
  }

  Displaced write_displacing(const std::string& path, std::string_view content,
                             const std::string& displaced) override {
    return write_whole_displacing(path, content, displaced);
  }

  void write_private(const std::string& path, std::string_view content) override {
    write_whole(path, content, 0600);
  }

  void make_private(const std::string& path) override {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
      if (errno == ENOENT || errno == ENOTDIR) return;
      fail(path);
    }
    if ((info.st_mode & 077U) == 0 || !S_ISREG(info.st_mode)) return;
    if (::chmod(path.c_str(), info.st_mode & 0700U) != 0) fail(path);
  }

  void make_directories(const std::string& path) override {
    if (is_directory(path)) return;
    const std::string parent = directory_of(path);
    if (parent != path) make_directories(parent);
    if (::mkdir(path.c_str(), 0700) != 0) {
      if (errno != EEXIST) fail(path);
      if (is_directory(path)) return;  // a trailing slash, or another process was faster
      errno = ENOTDIR;
      fail(path);
    }
    sync_directory_of(path);
  }

  void rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) fail(from);
    sync_directory_of(to);
  }

  void rename_new(const std::string& from, const std::string& to) override {
    const int error = rename_without_replacing(from, to);
    if (error == 0) return;
    if (!is_unsupported(error)) fail(error, error == EEXIST ? to : from);
    // The file system does not support it, but a link does not replace anything either.
    if (::link(from.c_str(), to.c_str()) != 0) fail(errno == EEXIST ? to : from);
    if (::unlink(from.c_str()) != 0) fail(from);
  }

  void remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0) fail(path);
  }

  void check_writable(const std::string& path) override {
    const WriteTarget target = resolve_write_target(path);
    if (target.existing) return;
    const std::string directory = directory_of(target.path);
    struct stat info {};
    if (::stat(directory.c_str(), &info) != 0) fail(path);
    if (!S_ISDIR(info.st_mode)) {
      errno = ENOTDIR;
      fail(path);
    }
    if (::faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS) != 0) fail(path);
  }
};

}  // namespace

FileSystem& FileSystem::real() {
  static RealFileSystem file_system;
  return file_system;
}

}  // namespace chaos::os

#include "os/file_lock.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "os/pidfd.h"
#include "os/stop_event.h"

namespace chaos::os {
namespace {

struct flock whole_file(short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  return lock;
}

[[noreturn]] void fail(const std::string& path) {
  throw std::system_error(errno, std::generic_category(), path);
}

FileDescriptor open_lock_file(const std::string& path) {
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.is_open()) fail(path);
  return file;
}

/// Waits for the lock in a child, where only async-signal-safe functions may be called.
[[noreturn]] void wait_in_child(int file) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  // A reader of this program's output must not wait for this child.
  if (file > 0) ::close_range(0, static_cast<unsigned>(file) - 1, 0);
  ::close_range(static_cast<unsigned>(file) + 1, ~0U, 0);
  struct flock lock = whole_file(F_WRLCK);
  while (::fcntl(file, F_OFD_SETLKW, &lock) != 0 && errno == EINTR) {
  }
  ::_exit(0);
}

}  // namespace

FileLock::FileLock(const std::string& path) : path_(path), file_(open_lock_file(path)) {}

bool FileLock::try_take() {
  for (;;) {
    struct flock lock = whole_file(F_WRLCK);
    const bool taken = ::fcntl(file_.get(), F_OFD_SETLK, &lock) == 0;
    if (!taken && errno != EAGAIN && errno != EACCES) fail(path_);
    if (is_in_place()) return taken;
    // Whoever still holds the lock of the removed file is just ending.
    file_ = open_lock_file(path_);
  }
}

bool FileLock::is_in_place() const {
  struct stat ours {};
  struct stat there {};
  return ::fstat(file_.get(), &ours) == 0 && ::stat(path_.c_str(), &there) == 0 &&
         ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

FileLock::Wait FileLock::wait(const Deadline& limit, const std::stop_token& stop) const {
  return wait_for_lock(file_, limit, stop);
}

/// Only a signal can interrupt a call that waits for a lock, and it may arrive before the call. A
/// child that waits can always be killed; it shares our descriptor, so its lock is ours.
FileLock::Wait wait_for_lock(const FileDescriptor& file, const Deadline& limit,
                             const std::stop_token& stop) {
  using Wait = FileLock::Wait;
  const StopEvent stopped(stop);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    if (::getppid() != parent) ::_exit(0);
    wait_in_child(file.get());
  }
  const FileDescriptor exit = open_pidfd(child);
  std::array<pollfd, 2> events{{{exit.get(), POLLIN, 0}, {stopped.fd(), POLLIN, 0}}};
  while (::poll(events.data(), events.size(), limit.poll_timeout()) < 0 && errno == EINTR) {
  }
  if (events[0].revents == 0) ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  if (events[0].revents != 0) return Wait::kMayBeFree;
  return events[1].revents != 0 ? Wait::kStopped : Wait::kTimedOut;
}

std::string FileLock::read() const {
  std::string text(4096, '\0');
  const ssize_t count = ::pread(file_.get(), text.data(), text.size(), 0);
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

void FileLock::write(std::string_view text) const {
  const auto length = static_cast<off_t>(text.size());
  if (::pwrite(file_.get(), text.data(), text.size(), 0) != length ||
      ::ftruncate(file_.get(), length) != 0) {
    fail(path_);
  }
}

void FileLock::remove() const {
  if (is_in_place()) ::unlink(path_.c_str());
}

bool wait_until_unlocked(const FileDescriptor& file) {
  struct flock lock = whole_file(F_WRLCK);
  while (::fcntl(file.get(), F_OFD_SETLKW, &lock) != 0) {
    if (errno != EINTR) return false;
  }
  lock.l_type = F_UNLCK;
  return ::fcntl(file.get(), F_OFD_SETLK, &lock) == 0;
}

}  // namespace chaos::os

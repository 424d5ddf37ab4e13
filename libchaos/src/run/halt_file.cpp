#include "run/halt_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/timerfd.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

#include "json/excerpt.h"
#include "log/log.h"
#include "os/absolute_path.h"
#include "os/environment.h"
#include "os/open_file.h"

namespace chaos {
namespace {

/// The watch starts after this time. Closing an inotify descriptor takes the kernel longer than a
/// short run takes, so such a run goes without.
constexpr timespec kFirstMoment{.tv_sec = 0, .tv_nsec = 50'000'000};

/// How long to wait for the reason to be written to a file that was created empty.
constexpr timespec kPatience{.tv_sec = 1, .tv_nsec = 0};
constexpr std::size_t kLongestReason = 500;

/// The content on one line; "" if there is none, it cannot be read, or this is not a regular file:
/// a FIFO would block the reader.
std::string content_of(const std::string& path) {
  try {
    const auto file = os::open_regular_file(path, O_RDONLY);
    std::string text = one_line(os::read_all(file, path), kLongestReason);
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
  } catch (const std::system_error&) {
    return {};  // its existence is what counts
  }
}

void warn_of_no_watch(const std::string& path, const std::system_error& error) {
  log::warning(
      fmt::format("The halt file '{}' cannot be watched, so it will not stop this run if it is "
                  "created later: {}",
                  path, error.code().message()));
}

void add_to(const os::FileDescriptor& set, int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  if (::epoll_ctl(set.get(), EPOLL_CTL_ADD, fd, &event) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
}

}  // namespace

std::string halt_file_path() {
  return os::environment_variable("CHAOS_HALT_FILE").value_or("/etc/chaos/halt");
}

HaltFile::HaltFile(std::string path, Interruption& interruption)
    : path_(path.empty() ? path : os::absolute_path(path)), interruption_(interruption) {
  if (path_.empty()) return;
  try {
    begin_soon();
  } catch (const std::system_error& error) {
    ready_.close();
    warn_of_no_watch(path_, error);
  }
}

void HaltFile::begin_soon() {
  ready_ = os::FileDescriptor(::epoll_create1(EPOLL_CLOEXEC));
  if (!ready_.is_open()) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  timer_ = os::FileDescriptor(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
  if (!timer_.is_open()) throw std::system_error(errno, std::generic_category(), "timerfd_create");
  add_to(ready_, timer_.get());
  set_timer(kFirstMoment);
}

void HaltFile::begin_to_watch() {
  try {
    watch_ = std::make_unique<os::PathWatch>(path_);
    add_to(ready_, watch_->fd());
  } catch (const std::system_error& error) {
    warn_of_no_watch(path_, error);
  }
}

void HaltFile::set_timer(const timespec& time) {
  itimerspec once{};
  once.it_value = time;
  if (::timerfd_settime(timer_.get(), 0, &once, nullptr) != 0) {
    throw std::system_error(errno, std::generic_category(), "timerfd_settime");
  }
}

bool HaltFile::timer_has_expired() {
  std::uint64_t times = 0;
  return ::read(timer_.get(), &times, sizeof times) > 0;
}

std::optional<StopReason> HaltFile::objection(const std::stop_token&) {
  return reason();
}

std::optional<StopReason> HaltFile::reason() const {
  struct stat status {};
  if (path_.empty() || ::stat(path_.c_str(), &status) != 0) return std::nullopt;
  std::string why = content_of(path_);
  if (why.empty()) why = "no reason was given";
  return StopReason{.guard = "halt file",
                    .sentence = fmt::format("Experiments are halted: {} ({})", why, path_)};
}

void HaltFile::look() {
  try {
    if (const auto why = news(); why && !over_ && !std::exchange(halted_, true)) {
      halt_run(interruption_, *why);
    }
  } catch (const std::system_error& error) {
    log::warning(fmt::format("The halt file '{}' can no longer be watched: {}", path_,
                             error.code().message()));
  }
}

/// The reason to halt, if there is one after a change to the file.
std::optional<StopReason> HaltFile::news() {
  const bool timed_out = timer_has_expired();
  if (!watch_) {
    if (waiting_)
      return reason();  // its writer has had enough time, and nothing else will report it
    begin_to_watch();
    return content_of(path_).empty() ? reason_if_written() : reason();
  }
  const os::PathWatch::Changes changes = watch_->take();
  if (timed_out) waiting_ = false;
  if (!changes.any && !timed_out) return std::nullopt;
  return changes.complete || timed_out ? reason() : reason_if_written();
}

std::optional<StopReason> HaltFile::reason_if_written() {
  if (!is_being_written()) return reason();
  wait_for_its_writer();
  return std::nullopt;
}

/// Whether the file was just created and its reason is about to be written. Links are complete when
/// they appear.
bool HaltFile::is_being_written() const {
  struct stat status {};
  return ::lstat(path_.c_str(), &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 1;
}

/// A writer that never finishes must not keep the run from being halted.
void HaltFile::wait_for_its_writer() {
  if (std::exchange(waiting_, true)) return;
  set_timer(kPatience);
}

}  // namespace chaos

#include "log/console.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>

namespace chaos::log {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLastPatience{1};
constexpr std::size_t kPiece = 4096;  // bytes that a pipe with room accepts at once

/// Whether this process may still wait for its consoles, and for how long.
class WaitLimit {
 public:
  void end() noexcept {
    if (is_ending_.exchange(true)) return;
    ends_ = (Clock::now() + kLastPatience).time_since_epoch();
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(ended_, &one, sizeof one);
  }

  /// Becomes readable when the process ends; -1 after that.
  int event() const noexcept { return is_ending_ ? -1 : ended_; }

  /// For poll(2): milliseconds, or -1 for no limit.
  int timeout() const noexcept {
    if (!is_ending_) return -1;
    const auto left = Clock::time_point(ends_.load()) - Clock::now();
    const auto count = std::chrono::ceil<std::chrono::milliseconds>(left).count();
    return static_cast<int>(std::clamp<std::int64_t>(count, 0, 1000));
  }

  /// Waits a moment, because a terminal said it had room but had too little for the next character.
  /// Returns false if the process may not wait any longer.
  bool pause() const noexcept {
    constexpr int kMoment = 10;  // milliseconds
    if (timeout() == 0) return false;
    pollfd event{.fd = this->event(), .events = POLLIN, .revents = 0};
    ::poll(&event, 1, kMoment);
    return true;
  }

 private:
  const int ended_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  std::atomic<Clock::duration> ends_ = (Clock::now() + kLastPatience).time_since_epoch();
  std::atomic<bool> is_ending_ = false;
};

WaitLimit& patience() noexcept {
  static WaitLimit* const patience =
      new WaitLimit;  // never destroyed: threads may write at the end
  return *patience;
}

}  // namespace

void stop_waiting_for_consoles() noexcept {
  patience().end();
}

Console::~Console() {
  if (own_ >= 0) ::close(own_);
}

/// Opens the file again for non-blocking writes: O_NONBLOCK on the inherited description would also
/// affect the other processes that share it.
void Console::open() noexcept {
  is_open_ = true;
  struct stat status {};
  if (::fstat(fd_, &status) != 0) return;
  is_file_ = !S_ISFIFO(status.st_mode) && !S_ISCHR(status.st_mode) && !S_ISSOCK(status.st_mode);
  if (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode)) {
    char path[32];
    *fmt::format_to_n(path, sizeof path - 1, "/proc/self/fd/{}", fd_).out = '\0';
    own_ = ::open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  }
}

/// Returns whether there is room. If poll(2) fails, the write says why.
bool Console::wait_for_room() const noexcept {
  for (;;) {
    pollfd events[] = {{.fd = fd_, .events = POLLOUT, .revents = 0},
                       {.fd = patience().event(), .events = POLLIN, .revents = 0}};
    const int ready = ::poll(events, 2, patience().timeout());
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0 || events[0].revents != 0) return true;
    if (ready == 0) return false;
  }
}

bool Console::write(std::string_view text) noexcept {
  if (!is_open_) open();
  while (!text.empty()) {
    if (!is_file_ && !wait_for_room()) {
      errno = EAGAIN;
      return false;
    }
    const std::size_t size = is_file_ ? text.size() : std::min(text.size(), kPiece);
    const ssize_t written = ::write(own_ >= 0 ? own_ : fd_, text.data(), size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && (errno != EAGAIN || !patience().pause())) return false;
    if (written < 0) continue;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace chaos::log

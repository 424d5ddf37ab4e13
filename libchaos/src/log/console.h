#pragma once

#include <string_view>

namespace chaos::log {

/// A descriptor that people read, such as standard error: a terminal that Ctrl-S holds up, a pager
/// that waits for a key, or a pipe to a program that is stuck. Safe to use from one thread at a
/// time.
class Console {
 public:
  /// `fd` must outlive this.
  explicit Console(int fd) : fd_(fd) {}
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  /// Writes all of `text`, however long the reader takes, until somebody calls
  /// stop_waiting_for_consoles(). Returns false, with errno set, if it cannot be written; EAGAIN
  /// means that nobody reads it.
  bool write(std::string_view text) noexcept;

 private:
  void open() noexcept;
  bool wait_for_room() const noexcept;

  const int fd_;
  bool is_open_ = false;
  int own_ = -1;          ///< the same file, for writing without waiting; -1 if that cannot be had
  bool is_file_ = false;  ///< which always has room
};

/// From now on no console of this process holds it up: readers get one more second in all, even if
/// something is being written at this moment. After that, whatever they do not take at once is left
/// out. For when a run must end whether or not anybody reads what it says. Safe from any thread.
void stop_waiting_for_consoles() noexcept;

}  // namespace chaos::log

#pragma once

#include <string_view>

namespace chaos::log {

/// A descriptor that people read, such as standard error: a terminal that may be paused by Ctrl-S,
/// a pager that waits for a key, or a pipe to a program that hangs. Not thread-safe.
class Console {
 public:
  /// `fd` must outlive this.
  explicit Console(int fd) : fd_(fd) {}
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  /// Writes all of `text`, however long the reader takes, until stop_waiting_for_consoles() is
  /// called. Returns false, with errno set, if it cannot be written; EAGAIN means that nobody reads
  /// it.
  bool write(std::string_view text) noexcept;

 private:
  void open() noexcept;
  bool wait_for_room() const noexcept;

  const int fd_;
  bool is_open_ = false;
  int own_ = -1;  ///< the same file, opened for non-blocking writes; -1 if that is not possible
  bool is_file_ = false;  ///< a file always accepts writes
};

/// From now on, consoles of this process no longer block it: readers get one more second in total,
/// even if a write is in progress. After that, whatever they do not read at once is dropped. For a
/// run that must end whether or not anybody reads its output. Thread-safe.
void stop_waiting_for_consoles() noexcept;

}  // namespace chaos::log

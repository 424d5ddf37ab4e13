#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "support/chaos_command.h"
#include "support/screen.h"

namespace chaos::testing {

/// The program at a terminal of its own, where the test types. The environment and the working
/// directory are the command's.
class Terminal {
 public:
  Terminal(const ChaosCommand& chaos, std::vector<std::string> arguments,
           unsigned short columns = 80);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// Reads until `text` was shown.
  void wait_for(const std::string& text);
  /// Reads until the lowest line of the screen has `text` in it, and is complete.
  void wait_for_last_line(const std::string& text);
  /// Returns once the program does not let the terminal show what is typed.
  void wait_until_hidden() const;
  void type(const std::string& text) const;
  /// As a window or a connection that is closed: the program gets SIGHUP, and nobody reads.
  void hang_up();
  /// Reads to the end and returns the exit code, or minus the signal's number.
  int wait();

  /// All that the terminal was told.
  const std::string& shown() const { return shown_; }
  /// What that makes of it.
  Screen screen() const { return {shown_, columns_, kRows}; }

 private:
  static constexpr unsigned short kRows = 24;

  bool read_some();

  const unsigned short columns_;
  int master_ = -1;
  pid_t pid_ = -1;
  std::string shown_;
};

}  // namespace chaos::testing

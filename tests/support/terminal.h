#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "support/chaos_command.h"
#include "support/screen.h"

namespace chaos::testing {

/// The program on its own terminal, where the test types. The environment and the working directory
/// are the command's.
class Terminal {
 public:
  Terminal(const ChaosCommand& chaos, std::vector<std::string> arguments,
           unsigned short columns = 80);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// Reads until `text` has been displayed.
  void wait_for(const std::string& text);
  /// Reads until the lowest line of the screen contains `text`, and is complete.
  void wait_for_last_line(const std::string& text);
  /// Returns once the program has disabled the terminal's echo.
  void wait_until_hidden() const;
  void type(const std::string& text) const;
  /// Closes the terminal like a window or a connection: the program gets SIGHUP, and nobody reads.
  void hang_up();
  /// Reads to the end and returns the exit code, or the negative signal number.
  int wait();

  /// Everything that was written to the terminal.
  const std::string& shown() const { return shown_; }
  /// What the terminal displays as a result.
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

#pragma once

#include <signal.h>

#include <string>
#include <vector>

namespace chaos::os {

/// What exec needs, made before the child exists: between fork and exec nothing may allocate.
class ExecArguments {
 public:
  /// The environment is the one at this moment. Throws std::system_error (EINVAL) for a text that
  /// holds a NUL.
  ExecArguments(const std::string& executable, const std::vector<std::string>& arguments);
  ExecArguments(const ExecArguments&) = delete;
  ExecArguments& operator=(const ExecArguments&) = delete;

  char* const* argv() const { return argv_.data(); }
  char* const* environment() const { return environment_.data(); }

 private:
  std::vector<std::string> entries_;
  std::vector<char*> argv_;
  std::vector<char*> environment_;
};

/// The signals that this program may ignore of its own accord, and that a child gets the default
/// action for.
sigset_t signals_to_reset();

}  // namespace chaos::os

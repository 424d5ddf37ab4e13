#pragma once

#include <signal.h>

#include <map>
#include <string>
#include <vector>

namespace chaos::os {

/// The arguments of exec, built before fork, because nothing may allocate between fork and exec.
class ExecArguments {
 public:
  /// Copies the current environment, and adds or replaces `variables`. Throws std::system_error
  /// (EINVAL) if a string contains a NUL.
  ExecArguments(const std::string& executable, const std::vector<std::string>& arguments,
                const std::map<std::string, std::string>& variables = {});
  ExecArguments(const ExecArguments&) = delete;
  ExecArguments& operator=(const ExecArguments&) = delete;

  char* const* argv() const { return argv_.data(); }
  char* const* environment() const { return environment_.data(); }

 private:
  std::vector<std::string> entries_;
  std::vector<char*> argv_;
  std::vector<char*> environment_;
};

/// The signals that this program itself may ignore, and for which a child gets the default action.
sigset_t signals_to_reset();

}  // namespace chaos::os

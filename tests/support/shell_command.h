#pragma once

#include <string>

#include "support/chaos_command.h"

namespace chaos::testing {

/// Shell scripts in a separate directory, where "$CHAOS" is the program.
class ShellCommand : public ChaosCommand {
 public:
  ShellCommand();

  Outcome script(const std::string& text) { return run({"-c", text}); }
  RunningChaos start_script(const std::string& text) { return start({"-c", text}); }
  /// The program itself, with these arguments as read by a shell.
  Outcome chaos(const std::string& arguments) { return script("exec \"$CHAOS\" " + arguments); }
  RunningChaos start_chaos(const std::string& arguments) {
    return start_script("exec \"$CHAOS\" " + arguments);
  }
};

}  // namespace chaos::testing

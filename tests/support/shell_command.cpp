#include "support/shell_command.h"

namespace chaos::testing {

ShellCommand::ShellCommand() : ChaosCommand("/bin/sh") {
  env("CHAOS", CHAOS_BINARY);
}

}  // namespace chaos::testing

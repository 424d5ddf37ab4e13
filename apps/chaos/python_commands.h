#pragma once

#include <string>
#include <vector>

#include "cli.h"

namespace chaos::cli {

/// A call of a command that may come from a Python package.
struct PackageCall {
  std::string name;
  std::vector<std::string> arguments;
  /// If no package has it: what to execute instead, or else what to write to standard error before
  /// exiting with kUsage.
  std::vector<std::string> instead = {};
  std::string complaint = {};
};

/// Replaces this process by the user's Python, which executes the click command of that name that
/// an installed package adds (entry points `chaostoolkit.cli_plugins`). Returns only if there is no
/// Python.
void execute_package_command(const PackageCall& call, const GlobalOptions& options);

/// The part of the help about the commands of installed packages; "" if there are none.
std::string help_on_package_commands(const GlobalOptions& options);

}  // namespace chaos::cli

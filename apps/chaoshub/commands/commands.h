#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace chaos::hub {

/// Adds the commands, one function per file in this folder. Each sets `command`, which returns the
/// exit code, if it is named on the command line.
void add_serve_command(CLI::App& app, std::function<int()>& command);
void add_admin_command(CLI::App& app, std::function<int()>& command);
void add_migrate_command(CLI::App& app, std::function<int()>& command);
void add_backup_command(CLI::App& app, std::function<int()>& command);
void add_restore_command(CLI::App& app, std::function<int()>& command);

}  // namespace chaos::hub

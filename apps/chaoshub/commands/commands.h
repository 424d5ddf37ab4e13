#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace chaos::hub {

/// Adds the commands, one function a file beside this one. Each sets `command`, which returns the
/// exit code, when it is named.
void add_serve_command(CLI::App& app, std::function<int()>& command);
void add_admin_command(CLI::App& app, std::function<int()>& command);
void add_migrate_command(CLI::App& app, std::function<int()>& command);
void add_backup_command(CLI::App& app, std::function<int()>& command);
void add_restore_command(CLI::App& app, std::function<int()>& command);

}  // namespace chaos::hub

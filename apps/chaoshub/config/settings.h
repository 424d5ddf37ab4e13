#pragma once

#include <CLI/CLI.hpp>

#include "config/config.h"

namespace chaos::hub {

/// The flags of commands that need a hub's databases, and those of `serve`. Each is also an
/// environment variable. The secret is only a variable, because other users can see flags.
void add_storage_flags(CLI::App& command, Config& config);
void add_server_flags(CLI::App& command, Config& config);

/// Sets the environment variables in the dotenv file that are not already set. Call this before the
/// flags are parsed. Throws InvalidSource.
void read_env_file(const std::string& path);

/// Fills in defaults and checks the rest. Throws std::runtime_error that says what to do.
void complete(Config& config);

}  // namespace chaos::hub

#pragma once

#include <CLI/CLI.hpp>

#include "config/config.h"

namespace chaos::hub {

/// The flags of a command that needs a hub's databases, and those of one that serves. Each is also
/// a variable of the environment, and the secret is nothing else: flags are seen by everybody.
void add_storage_flags(CLI::App& command, Config& config);
void add_server_flags(CLI::App& command, Config& config);

/// Sets those variables of the environment that the dotenv file names and that are not set. To be
/// called before the flags are parsed. Throws InvalidSource.
void read_env_file(const std::string& path);

/// Fills in what is not configured and checks the rest. Throws std::runtime_error that says what to
/// do.
void complete(Config& config);

}  // namespace chaos::hub

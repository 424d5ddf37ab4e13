#pragma once

#include <string>
#include <vector>

#include "chaos/error.h"
#include "chaos/json.h"
#include "chaos/registry.h"

namespace chaos {

/// An extension cannot be used. Names its file, what is wrong, and what to do.
class ExtensionError : public ChaosError {
  using ChaosError::ChaosError;
};

/// The directories to load extensions from: CHAOS_EXTENSION_PATH (separated by colons), then the
/// settings' `extensions.path` (a string of the same form or a list).
std::vector<std::string> extension_directories(const Json& settings);

/// Loads every shared object (*.so) of the directories, in alphabetical order, and lets it register
/// its functions, controls and providers. They stay loaded until the process ends. Throws
/// ExtensionError for a directory that cannot be read, a file that cannot be loaded or is not an
/// extension, or was built for another version of the interface.
void load_extensions(const std::vector<std::string>& directories, Registry& registry);

}  // namespace chaos

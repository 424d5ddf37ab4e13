#pragma once

#include <string>

#include "chaos/json.h"
#include "document/yaml_value.h"
#include "os/file.h"

namespace chaos {

/// "~/.chaostoolkit/settings.yaml" of the current user.
std::string default_settings_path();

/// The settings at `path`: an empty mapping if the file does not exist, or if it is the default
/// file and this user may not look for it. Throws ChaosError for a file that cannot be read as a
/// mapping: controls and safeguards may be in it.
Json load_settings(const std::string& path);

/// The mapping in the YAML file at `path`, to be changed and written back: empty if the file is
/// missing or empty. Throws ChaosError if there is something that cannot be read as a mapping,
/// because writing would destroy it.
Json read_mapping_to_edit(const std::string& path, os::FileSystem& files = os::FileSystem::real());

/// The settings at `path` as Python would load them, for commands about the file itself. Throws
/// ChaosError if there is none, or it cannot be read as a mapping.
YamlValue::Pointer read_settings_file(const std::string& path,
                                      os::FileSystem& files = os::FileSystem::real());

/// Replaces the settings at `path` as FileSystem::write_private does, with sorted keys. Creates
/// missing directories. Throws ChaosError; a file that could not be replaced is unchanged.
void save_settings(const std::string& path, const Json& settings,
                   os::FileSystem& files = os::FileSystem::real());
/// The same, with exactly the text that the reference writes.
void save_settings(const std::string& path, const YamlValue& settings,
                   os::FileSystem& files = os::FileSystem::real());

}  // namespace chaos

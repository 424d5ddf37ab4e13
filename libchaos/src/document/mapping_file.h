#pragma once

#include <string>
#include <string_view>

#include "chaos/json.h"
#include "os/file.h"

namespace chaos {

/// Whether the file's extension says JSON or YAML (.json, .yaml, .yml, matched case by case).
bool is_mapping_file(std::string_view path);

/// The content of a JSON or YAML file of variables or controls, chosen by its extension; null for
/// an empty one. `what` is for messages: "variable", "control". Throws InvalidSource for a file
/// that cannot be read or parsed, or is not a mapping. Its lines are never shown, because it may
/// contain secrets.
Json read_mapping_file(const std::string& path, std::string_view what,
                       os::FileSystem& files = os::FileSystem::real());
/// The same, given the text of the file.
Json parse_mapping_file(std::string_view text, const std::string& path, std::string_view what);

}  // namespace chaos

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "chaos/json.h"

namespace chaos {

/// Whether the file's extension says JSON or YAML (.json, .yaml, .yml, matched case by case).
bool is_mapping_file(std::string_view path);

/// The content of a JSON or YAML file of settings, variables or controls, chosen by its extension.
/// A text that does not parse is told to `report` ("Failed to parse {what} file '...'") and yields
/// nothing: such a file never stops a run.
std::optional<Json> parse_mapping_file(std::string_view text, const std::string& path,
                                       std::string_view what,
                                       const std::function<void(const std::string&)>& report);

}  // namespace chaos

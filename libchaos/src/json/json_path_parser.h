#pragma once

#include <string_view>

#include "json/json_path_syntax.h"

namespace chaos::json_path {

/// Parses a whole path. Throws JsonPathSyntaxError, also for a path nested deeper than any that
/// the reference can read.
Path parse(std::string_view text);

}  // namespace chaos::json_path

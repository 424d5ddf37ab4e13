#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chaos/json.h"

namespace chaos {

/// Parses a duration into seconds: "90", "90s", "30m", "1h30m", "1d", "1.5h", each unit at most
/// once and the largest first. Nothing for any other string.
std::optional<double> duration_from_text(std::string_view text);

/// The same for a value in a document, where a number is seconds. Nothing if it is not a duration
/// greater than zero.
std::optional<double> duration_from(const Json& value);

/// "1h30m", "45s", "0.5s"
std::string duration_text(double seconds);

}  // namespace chaos

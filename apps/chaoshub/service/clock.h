#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace chaos::hub {

using Time = std::chrono::system_clock::time_point;

/// Returns the current time; a seam for tests.
using Clock = std::function<Time()>;

/// "2026-01-31T12:00:00.123456Z": in UTC, with a fixed length, so that strings sort as times do.
std::string to_text(Time time);
/// Parses the output of to_text(), with or without the fraction; nothing if it is not a time.
std::optional<Time> time_from(std::string_view text);

}  // namespace chaos::hub

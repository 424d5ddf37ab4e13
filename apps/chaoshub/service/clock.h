#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace chaos::hub {

using Time = std::chrono::system_clock::time_point;

/// What says how late it is; a seam for tests.
using Clock = std::function<Time()>;

/// "2026-01-31T12:00:00.123456Z": in UTC, of one length, so that texts sort as times do.
std::string to_text(Time time);
/// What to_text() wrote, with or without the fraction; nothing for what is no time.
std::optional<Time> time_from(std::string_view text);

}  // namespace chaos::hub

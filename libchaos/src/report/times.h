#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "chaos/json.h"

namespace chaos::report {

/// A moment in UTC.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

/// The moment that a journal's text names. A text without a zone is in UTC, as in journals of old.
/// Nothing if `value` is not a string, or names no day or time.
std::optional<Instant> read_instant(const Json& value);

/// From `start` to `end`; negative if the clock was set back in between.
double seconds_between(Instant start, Instant end);

/// The moment `seconds` after `start`. Nothing past the years that can be counted.
std::optional<Instant> instant_after(Instant start, double seconds);

/// "2026-11-21 15:41:17 UTC"
std::string date_and_time(Instant instant);

/// "2026-11-21T15:41:17", in UTC: what JUnit's schema wants.
std::string iso_seconds(Instant instant);

/// A duration for people: "0.4 ms", "57 ms", "1.5 s", "1 m 23 s", "2 h 5 m", "3 d 4 h".
std::string human_duration(double seconds);

}  // namespace chaos::report

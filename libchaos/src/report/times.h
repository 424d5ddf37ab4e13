#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "chaos/json.h"

namespace chaos::report {

/// A moment in UTC.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

/// Parses a time in a journal. A time without a zone is in UTC, as in old journals. Nothing if
/// `value` is not a string, or not a date and time.
std::optional<Instant> read_instant(const Json& value);

/// From `start` to `end`; negative if the clock was set back in between.
double seconds_between(Instant start, Instant end);

/// The moment `seconds` after `start`; nothing if it is out of range.
std::optional<Instant> instant_after(Instant start, double seconds);

/// "2026-11-21 15:41:17 UTC"
std::string date_and_time(Instant instant);

/// "2026-11-21T15:41:17", in UTC: the format in JUnit's schema.
std::string iso_seconds(Instant instant);

/// A duration for people: "0.4 ms", "57 ms", "1.5 s", "1 m 23 s", "2 h 5 m", "3 d 4 h".
std::string human_duration(double seconds);

}  // namespace chaos::report

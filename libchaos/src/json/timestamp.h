#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace chaos {

/// The parts of an Extended::kDate or kDateTime text.
struct Timestamp {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int microsecond = 0;
  std::optional<int> offset_minutes;  ///< east of UTC; nothing if no zone is known

  /// Microseconds since 0001-01-01T00:00:00 in its own zone, or in UTC when the zone is known.
  std::int64_t instant() const;
};

/// Reads "2020-01-31", "2020-01-31T10:00:00", with ".123456" and "+02:00" after it or not: what
/// Python's isoformat() writes. Nothing if it is another text.
std::optional<Timestamp> parse_iso_timestamp(std::string_view text);

/// Whether the calendar has this day.
bool is_valid_day(int year, int month, int day);

/// How many days the month has.
int days_in_month(int year, int month);

}  // namespace chaos

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

  /// Microseconds since 0001-01-01T00:00:00 in local time, or in UTC if the zone is known.
  std::int64_t instant() const;
};

/// Parses "2020-01-31" or "2020-01-31T10:00:00", optionally with ".123456" and "+02:00": the format
/// of Python's isoformat(). Nothing if it is another string.
std::optional<Timestamp> parse_iso_timestamp(std::string_view text);

/// Whether the date exists.
bool is_valid_day(int year, int month, int day);

/// The number of days in the month.
int days_in_month(int year, int month);

}  // namespace chaos

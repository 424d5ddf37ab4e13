#include "service/clock.h"

#include <fmt/format.h>

#include "json/timestamp.h"

namespace chaos::hub {
namespace {

using std::chrono::microseconds;

/// Days from 0001-01-01, the epoch of Timestamp::instant(), to 1970-01-01.
constexpr std::chrono::days kBeforeEpoch{719162};

}  // namespace

std::string to_text(Time time) {
  const auto since = std::chrono::duration_cast<microseconds>(time.time_since_epoch());
  const auto day = std::chrono::floor<std::chrono::days>(since);
  const std::chrono::year_month_day date{std::chrono::sys_days(day)};
  const std::chrono::hh_mm_ss clock{since - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", int(date.year()),
                     unsigned(date.month()), unsigned(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::optional<Time> time_from(std::string_view text) {
  if (!text.ends_with('Z')) return std::nullopt;
  const auto parts = parse_iso_timestamp(text.substr(0, text.size() - 1));
  if (!parts || !is_valid_day(parts->year, parts->month, parts->day) || parts->hour > 23 ||
      parts->minute > 59 || parts->second > 59)
    return std::nullopt;
  return Time(microseconds(parts->instant()) - kBeforeEpoch);
}

}  // namespace chaos::hub

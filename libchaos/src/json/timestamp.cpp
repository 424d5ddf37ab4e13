#include "json/timestamp.h"

#include <charconv>
#include <chrono>
#include <system_error>

namespace chaos {
namespace {

/// Consumes numbers and separators at the start of a string.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  bool accept(char expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool number(std::size_t digits, int& value) {
    if (rest_.size() < digits || rest_.front() == '-') return false;
    const auto read = std::from_chars(rest_.data(), rest_.data() + digits, value);
    if (read.ec != std::errc() || read.ptr != rest_.data() + digits) return false;
    rest_.remove_prefix(digits);
    return true;
  }

 private:
  std::string_view rest_;
};

bool read_date(Cursor& cursor, Timestamp& timestamp) {
  return cursor.number(4, timestamp.year) && cursor.accept('-') &&
         cursor.number(2, timestamp.month) && cursor.accept('-') && cursor.number(2, timestamp.day);
}

bool read_time(Cursor& cursor, Timestamp& timestamp) {
  if (!cursor.number(2, timestamp.hour) || !cursor.accept(':') ||
      !cursor.number(2, timestamp.minute) || !cursor.accept(':') ||
      !cursor.number(2, timestamp.second)) {
    return false;
  }
  return !cursor.accept('.') || cursor.number(6, timestamp.microsecond);
}

bool read_offset(Cursor& cursor, Timestamp& timestamp) {
  const bool east = cursor.accept('+');
  if (!east && !cursor.accept('-')) return false;
  int hours = 0;
  int minutes = 0;
  if (!cursor.number(2, hours) || !cursor.accept(':') || !cursor.number(2, minutes)) return false;
  timestamp.offset_minutes = (east ? 1 : -1) * (hours * 60 + minutes);
  return true;
}

std::chrono::sys_days to_days(int year, int month, int day) {
  return std::chrono::year_month_day(std::chrono::year(year),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)));
}

}  // namespace

std::optional<Timestamp> parse_iso_timestamp(std::string_view text) {
  Cursor cursor(text);
  Timestamp timestamp;
  if (!read_date(cursor, timestamp)) return std::nullopt;
  if (cursor.at_end()) return timestamp;
  if (!cursor.accept('T') || !read_time(cursor, timestamp)) return std::nullopt;
  if (!cursor.at_end() && !read_offset(cursor, timestamp)) return std::nullopt;
  if (!cursor.at_end()) return std::nullopt;
  return timestamp;
}

std::int64_t Timestamp::instant() const {
  const auto days = to_days(year, month, day) - to_days(1, 1, 1);
  const std::int64_t minutes =
      (days.count() * 24 + hour) * 60 + minute - offset_minutes.value_or(0);
  return (minutes * 60 + second) * 1'000'000 + microsecond;
}

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && std::chrono::year(year).is_leap() ? 29 : kDays[month - 1];
}

bool is_valid_day(int year, int month, int day) {
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

}  // namespace chaos

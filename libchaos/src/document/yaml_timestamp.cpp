#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "document/yaml_scalar.h"
#include "json/timestamp.h"

namespace chaos {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A timestamp as written; its parts have not been checked against calendar and clock.
struct WrittenTimestamp {
  Timestamp parts;
  bool has_time = false;
};

/// Parses a timestamp with the pattern of PyYAML's constructor, which accepts more than its
/// resolver: months and days of dates may have one digit.
class TimestampReader {
 public:
  explicit TimestampReader(std::string_view text) : text_(text), rest_(text) {}

  WrittenTimestamp read() {
    WrittenTimestamp result;
    Timestamp& parts = result.parts;
    parts.year = number(4, 4);
    expect('-');
    parts.month = number(1, 2);
    expect('-');
    parts.day = number(1, 2);
    if (rest_.empty()) return result;
    if (!accept('T') && !accept('t') && !skip_blanks()) fail();
    result.has_time = true;
    parts.hour = number(1, 2);
    expect(':');
    parts.minute = number(2, 2);
    expect(':');
    parts.second = number(2, 2);
    if (accept('.')) parts.microsecond = fraction();
    skip_blanks();
    read_zone(parts);
    if (!rest_.empty()) fail();
    return result;
  }

 private:
  [[noreturn]] void fail() const {
    throw YamlScalarError(fmt::format("'{}' is not a timestamp", text_));
  }

  bool accept(char expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(char expected) {
    if (!accept(expected)) fail();
  }

  bool skip_blanks() {
    const std::size_t count = std::min(rest_.find_first_not_of(" \t"), rest_.size());
    rest_.remove_prefix(count);
    return count > 0;
  }

  int number(std::size_t least, std::size_t most) {
    int value = 0;
    std::size_t digits = 0;
    for (; digits < most && !rest_.empty() && is_digit(rest_.front()); ++digits) {
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    if (digits < least) fail();
    return value;
  }

  /// Microseconds; further digits are cut off.
  int fraction() {
    int value = 0;
    int unit = 100'000;
    while (!rest_.empty() && is_digit(rest_.front())) {
      value += (rest_.front() - '0') * unit;
      unit /= 10;
      rest_.remove_prefix(1);
    }
    return value;
  }

  void read_zone(Timestamp& parts) {
    if (accept('Z')) {
      parts.offset_minutes = 0;
      return;
    }
    const bool west = accept('-');
    if (!west && !accept('+')) return;
    const int hours = number(1, 2);
    const int minutes = accept(':') ? number(2, 2) : 0;
    parts.offset_minutes = (west ? -1 : 1) * (hours * 60 + minutes);
  }

  std::string_view text_;
  std::string_view rest_;
};

void check_calendar(const WrittenTimestamp& written) {
  const Timestamp& parts = written.parts;
  const char* problem = nullptr;
  constexpr int kDay = 24 * 60;
  const int offset = parts.offset_minutes.value_or(0);
  if (offset <= -kDay || offset >= kDay) {
    problem =
        "offset must be a timedelta strictly between -timedelta(hours=24) and "
        "timedelta(hours=24)";
  } else if (parts.year < 1) {
    problem = "year 0 is out of range";
  } else if (parts.month < 1 || parts.month > 12) {
    problem = "month must be in 1..12";
  } else if (!is_valid_day(parts.year, parts.month, parts.day)) {
    problem = "day is out of range for month";
  } else if (parts.hour > 23) {
    problem = "hour must be in 0..23";
  } else if (parts.minute > 59) {
    problem = "minute must be in 0..59";
  } else if (parts.second > 59) {
    problem = "second must be in 0..59";
  }
  if (problem != nullptr) throw YamlScalarError(problem);
}

}  // namespace

Json make_yaml_timestamp(std::string_view text) {
  const WrittenTimestamp written = TimestampReader(text).read();
  check_calendar(written);
  const Timestamp& parts = written.parts;
  std::string iso = fmt::format("{:04}-{:02}-{:02}", parts.year, parts.month, parts.day);
  if (!written.has_time) return make_extended(Extended::kDate, iso);
  iso += fmt::format("T{:02}:{:02}:{:02}", parts.hour, parts.minute, parts.second);
  if (parts.microsecond != 0) iso += fmt::format(".{:06}", parts.microsecond);
  if (parts.offset_minutes) {
    const int offset = *parts.offset_minutes;
    iso += fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', std::abs(offset) / 60,
                       std::abs(offset) % 60);
  }
  return make_extended(Extended::kDateTime, iso);
}

}  // namespace chaos

#include "report/times.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>

#include "json/timestamp.h"

namespace chaos::report {
namespace {

constexpr std::chrono::sys_days kFirstDay{std::chrono::year(1) / 1 / 1};  // of Timestamp::instant()
constexpr double kLongestSeconds = 100.0 * 365 * 24 * 3600;

bool is_real(const Timestamp& timestamp) {
  return is_valid_day(timestamp.year, timestamp.month, timestamp.day) && timestamp.hour < 24 &&
         timestamp.minute < 60 && timestamp.second < 60;
}

std::string formatted(Instant instant, const char* format) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  return fmt::format(fmt::runtime(format), fmt::gmtime(std::chrono::system_clock::to_time_t(
                                               std::chrono::system_clock::time_point(seconds))));
}

/// "1 m 23 s" for 83 seconds with 60; the smaller part is omitted if it is 0.
std::string in_two_units(long long count, long long per_unit, const char* large,
                         const char* small) {
  const long long rest = count % per_unit;
  const std::string head = fmt::format("{} {}", count / per_unit, large);
  return rest == 0 ? head : fmt::format("{} {} {}", head, rest, small);
}

/// The number without trailing zeros.
std::string decimal(double value, int digits) {
  std::string text = fmt::format("{:.{}f}", value, digits);
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

std::optional<Instant> read_instant(const Json& value) {
  if (!value.is_string()) return std::nullopt;
  std::string text = value.get<std::string>();
  if (text.ends_with('Z')) text.replace(text.size() - 1, 1, "+00:00");
  if (text.size() > 10 && text[10] == ' ') text[10] = 'T';
  const auto timestamp = parse_iso_timestamp(text);
  if (!timestamp || !is_real(*timestamp)) return std::nullopt;
  return Instant(kFirstDay) + std::chrono::microseconds(timestamp->instant());
}

double seconds_between(Instant start, Instant end) {
  return std::chrono::duration<double>(end - start).count();
}

std::optional<Instant> instant_after(Instant start, double seconds) {
  if (std::abs(seconds) > kLongestSeconds) return std::nullopt;
  return start +
         std::chrono::round<std::chrono::microseconds>(std::chrono::duration<double>(seconds));
}

std::string date_and_time(Instant instant) {
  return formatted(instant, "{:%Y-%m-%d %H:%M:%S} UTC");
}

std::string iso_seconds(Instant instant) {
  return formatted(instant, "{:%Y-%m-%dT%H:%M:%S}");
}

std::string human_duration(double seconds) {
  if (seconds > kLongestSeconds) return fmt::format("{:.0f} years", seconds / (365.25 * 86400));
  if (seconds < 0.00995) return decimal(seconds * 1e3, 1) + " ms";
  if (seconds < 0.9995) return decimal(seconds * 1e3, 0) + " ms";
  if (seconds < 9.995) return decimal(seconds, 2) + " s";
  if (seconds < 59.95) return decimal(seconds, 1) + " s";
  const long long whole = std::llround(seconds);
  if (whole < 3600) return in_two_units(whole, 60, "m", "s");
  if (whole < 86400) return in_two_units(std::llround(seconds / 60), 60, "h", "m");
  return in_two_units(std::llround(seconds / 3600), 24, "d", "h");
}

}  // namespace chaos::report

#include "context/duration.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace chaos {
namespace {

struct Unit {
  char letter;
  double seconds;
};

constexpr std::array<Unit, 4> kUnits{{{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}};

/// Consumes an unsigned number at the start of `text`.
std::optional<double> take_number(std::string_view& text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (result.ec != std::errc() || !std::isfinite(number) || text.front() == '-') return {};
  text.remove_prefix(static_cast<std::size_t>(result.ptr - text.data()));
  return number;
}

}  // namespace

std::optional<double> duration_from_text(std::string_view text) {
  if (text.empty()) return {};
  double total = 0;
  std::size_t next = 0;  // the largest unit that may follow
  while (!text.empty()) {
    const auto number = take_number(text);
    if (!number) return {};
    if (text.empty()) return next == 0 ? number : std::nullopt;
    while (next < kUnits.size() && kUnits[next].letter != text.front())
      ++next;
    if (next == kUnits.size()) return {};
    total += *number * kUnits[next++].seconds;
    text.remove_prefix(1);
  }
  return total;
}

std::optional<double> duration_from(const Json& value) {
  std::optional<double> seconds;
  if (value.is_number()) seconds = value.get<double>();
  if (value.is_string()) seconds = duration_from_text(value.get_ref<const std::string&>());
  return seconds && *seconds > 0 ? seconds : std::nullopt;
}

std::string duration_text(double seconds) {
  std::string text;
  for (const Unit& unit : kUnits) {
    const double count = unit.letter == 's' ? seconds : std::floor(seconds / unit.seconds);
    if (count <= 0) continue;
    text += fmt::format("{:g}{}", count, unit.letter);
    seconds -= count * unit.seconds;
  }
  return text.empty() ? "0s" : text;
}

}  // namespace chaos

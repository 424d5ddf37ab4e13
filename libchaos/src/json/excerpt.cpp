#include "json/excerpt.h"

#include <fmt/format.h>

#include "json/utf8.h"

namespace chaos {
namespace {

/// Where to cut so that at most `limit` bytes, and no partial character, are left.
std::size_t cut_at(std::string_view text, std::size_t limit) {
  const auto is_continuation = [&](std::size_t i) {
    return (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
  };
  std::size_t cut = limit;
  while (cut > 0 && limit - cut < 4 && is_continuation(cut))
    --cut;
  return cut;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

/// Whether one of the control characters U+0080 to U+009F starts here: two bytes of UTF-8.
bool is_wide_control(std::string_view text, std::size_t at) {
  return text[at] == '\xC2' && at + 1 < text.size() &&
         static_cast<unsigned char>(text[at + 1]) < 0xA0;
}

}  // namespace

Excerpt beginning_of(std::string_view text, std::size_t limit) {
  const std::size_t kept = text.size() <= limit ? text.size() : cut_at(text, limit);
  return {.text = replace_invalid_utf8(text.substr(0, kept)), .omitted = text.size() - kept};
}

Excerpt excerpt_of(const Json& value, std::size_t limit) {
  if (value.is_string()) return beginning_of(value.get_ref<const std::string&>(), limit);
  return beginning_of(to_json_text(value, 2), limit);
}

std::string one_line(std::string_view text, std::size_t limit) {
  Excerpt excerpt = beginning_of(text, limit);
  std::string line;
  for (std::size_t i = 0; i < excerpt.text.size(); ++i) {
    const char c = excerpt.text[i];
    const bool is_blank = c == '\n' || c == '\r' || c == '\t';
    const bool is_wide = is_wide_control(excerpt.text, i);
    line += is_blank ? ' ' : is_control(c) || is_wide ? '?' : c;
    if (is_wide) ++i;
  }
  return excerpt.omitted == 0 ? line : line + "…";
}

std::string human_size(std::size_t bytes) {
  constexpr double kKibi = 1024;
  const auto size = static_cast<double>(bytes);
  if (size < kKibi) return fmt::format("{} bytes", bytes);
  if (size < kKibi * kKibi) return fmt::format("{:.0f} KiB", size / kKibi);
  return fmt::format("{:.1f} MiB", size / (kKibi * kKibi));
}

}  // namespace chaos

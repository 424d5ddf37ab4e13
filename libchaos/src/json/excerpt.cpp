#include "json/excerpt.h"

#include <fmt/format.h>

#include "json/utf8.h"

namespace chaos {
namespace {

/// Where to cut so that at most `limit` bytes and no half character are left.
std::size_t cut_at(std::string_view text, std::size_t limit) {
  const auto is_continuation = [&](std::size_t i) {
    return (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
  };
  std::size_t cut = limit;
  while (cut > 0 && limit - cut < 4 && is_continuation(cut))
    --cut;
  return cut;
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
  for (char& c : excerpt.text) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  return excerpt.omitted == 0 ? excerpt.text : excerpt.text + "…";
}

std::string human_size(std::size_t bytes) {
  constexpr double kKibi = 1024;
  const auto size = static_cast<double>(bytes);
  if (size < kKibi) return fmt::format("{} bytes", bytes);
  if (size < kKibi * kKibi) return fmt::format("{:.0f} KiB", size / kKibi);
  return fmt::format("{:.1f} MiB", size / (kKibi * kKibi));
}

}  // namespace chaos

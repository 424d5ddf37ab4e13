#include "run/wal_format.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <stdexcept>

namespace chaos {
namespace {

constexpr std::size_t kChecksumSize = 8;

/// The checksum of a text that follows one whose checksum is `before`.
std::uint32_t checksum_of(std::string_view text, std::uint32_t before = 0) {
  if (text.empty()) return before;  // it may have a null pointer, which tells zlib to start over
  return static_cast<std::uint32_t>(
      ::crc32_z(before, reinterpret_cast<const Bytef*>(text.data()), text.size()));
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f');
}
bool is_type_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-';
}

bool is_type(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_type_character);
}

/// Consumes `rest` up to and including the next space, and returns the part before the space;
/// nothing if there is none.
std::optional<std::string_view> take_field(std::string_view& rest) {
  const std::size_t space = rest.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view field = rest.substr(0, space);
  rest.remove_prefix(space + 1);
  return field;
}

std::optional<std::uint64_t> parse_sequence(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string encode_wal_line(std::uint64_t sequence, std::string_view type,
                            std::string_view payload) {
  if (!is_type(type)) throw std::invalid_argument(fmt::format("bad record type '{}'", type));
  if (payload.find('\n') != std::string_view::npos) {
    throw std::invalid_argument("a record's payload must be one line");
  }
  const std::string head = fmt::format("{} {} ", sequence, type);
  std::string line;  // a payload may be large: it is copied once
  line.reserve(kChecksumSize + 1 + head.size() + payload.size() + 1);
  fmt::format_to(std::back_inserter(line), "{:08x} ", checksum_of(payload, checksum_of(head)));
  return line.append(head).append(payload).append("\n");
}

bool looks_like_wal_line(std::string_view text) {
  return text.size() > kChecksumSize + 1 && text[kChecksumSize] == ' ' &&
         is_digit(text[kChecksumSize + 1]) &&
         std::ranges::all_of(text.substr(0, kChecksumSize), is_hex_digit);
}

std::optional<WalLine> decode_wal_line(std::string_view line) {
  if (!looks_like_wal_line(line)) return std::nullopt;
  std::uint32_t checksum = 0;
  std::from_chars(line.data(), line.data() + kChecksumSize, checksum, 16);
  std::string_view rest = line.substr(kChecksumSize + 1);
  if (checksum_of(rest) != checksum) return std::nullopt;
  const auto sequence_text = take_field(rest);
  const auto sequence = sequence_text ? parse_sequence(*sequence_text) : std::nullopt;
  const auto type = take_field(rest);
  if (!sequence || !type || !is_type(*type)) return std::nullopt;
  return WalLine{.sequence = *sequence, .type = *type, .payload = rest};
}

}  // namespace chaos

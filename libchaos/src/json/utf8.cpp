#include "json/utf8.h"

#include <fmt/format.h>

#include <algorithm>

namespace chaos {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

unsigned char byte_at(std::string_view text, std::size_t offset) {
  return static_cast<unsigned char>(text[offset]);
}

/// The length of a sequence with this first byte; 0 if no sequence starts with it.
std::size_t sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  if (first < 0xE0) return 2;
  return first < 0xF0 ? 3 : 4;
}

/// After some first bytes, the range of the second byte is narrower. This excludes overlong forms,
/// surrogates, and code points above U+10FFFF.
bool is_second_byte(unsigned char first, unsigned char second) {
  const unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  return second >= low && second <= high;
}

bool is_continuation(unsigned char byte) {
  return (byte & 0xC0U) == 0x80U;
}

}  // namespace

DecodedChar decode_utf8(std::string_view text, std::size_t offset) {
  const unsigned char first = byte_at(text, offset);
  if (first < 0x80) return {first, 1, true};
  const std::size_t length = sequence_length(first);
  if (length == 0) return {kReplacement, 1, false};
  char32_t code_point = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (offset + i >= text.size()) return {kReplacement, i, false};
    const unsigned char next = byte_at(text, offset + i);
    const bool fits = i == 1 ? is_second_byte(first, next) : is_continuation(next);
    if (!fits) return {kReplacement, i, false};
    code_point = (code_point << 6U) | (next & 0x3FU);
  }
  return {code_point, length, true};
}

void append_utf8(std::string& out, char32_t code_point) {
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80U | ((code_point >> shift) & 0x3FU));
  };
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0U | (code_point >> 6U));
    tail(0);
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0U | (code_point >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | (code_point >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::size_t find_invalid_utf8(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();) {
    if (byte_at(text, offset) < 0x80) {
      ++offset;
      continue;
    }
    const DecodedChar decoded = decode_utf8(text, offset);
    if (!decoded.valid) return offset;
    offset += decoded.length;
  }
  return std::string_view::npos;
}

std::string describe_invalid_utf8(std::string_view text, std::size_t offset) {
  const unsigned char first = byte_at(text, offset);
  const std::size_t bad = decode_utf8(text, offset).length;
  const char* reason = sequence_length(first) == 0   ? "invalid start byte"
                       : offset + bad >= text.size() ? "unexpected end of data"
                                                     : "invalid continuation byte";
  if (bad == 1) {
    return fmt::format("'utf-8' codec can't decode byte 0x{:02x} in position {}: {}", first, offset,
                       reason);
  }
  return fmt::format("'utf-8' codec can't decode bytes in position {}-{}: {}", offset,
                     offset + bad - 1, reason);
}

std::string replace_invalid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const DecodedChar decoded = decode_utf8(text, offset);
    if (decoded.valid) {
      out += text.substr(offset, decoded.length);
    } else {
      append_utf8(out, kReplacement);
    }
    offset += decoded.length;
  }
  return out;
}

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return !is_continuation(static_cast<unsigned char>(c));
  }));
}

}  // namespace chaos

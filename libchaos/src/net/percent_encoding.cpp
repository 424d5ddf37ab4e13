#include "net/percent_encoding.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "net/http_client.h"

namespace chaos::net {
namespace {

constexpr std::string_view kUnreserved =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
constexpr std::string_view kSubDelimiters = "!$&'()*+,;=";
constexpr std::string_view kReserved = "!#$&'()*+,/:;=?@[]";

bool contains(std::string_view set, char c) {
  return set.find(c) != set.npos;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The byte that the escape at `at` encodes, if there is one.
std::optional<char> escape_at(std::string_view text, std::size_t at) {
  if (text[at] != '%' || at + 2 >= text.size()) return std::nullopt;
  const int high = hex_digit(text[at + 1]);
  const int low = hex_digit(text[at + 2]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

template <typename IsKept>
std::string encode(std::string_view text, IsKept is_kept) {
  std::string out;
  for (const char c : text) {
    if (is_kept(c)) {
      out += c;
    } else {
      append_escaped(out, c);
    }
  }
  return out;
}

bool is_legal(char c, UrlPart part) {
  if (contains(kUnreserved, c) || contains(kSubDelimiters, c) || c == ':') return true;
  if (part == UrlPart::kUserInfo) return false;
  return c == '@' || c == '/' || (part == UrlPart::kQuery && c == '?');
}

/// Whether a "%" is followed by two letters or digits that are not a hexadecimal number.
bool has_broken_escape(std::string_view url) {
  const auto is_alphanumeric = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
  };
  for (std::size_t i = 0; i + 2 < url.size(); ++i) {
    if (url[i] == '%' && is_alphanumeric(url[i + 1]) && is_alphanumeric(url[i + 2]) &&
        !escape_at(url, i)) {
      return true;
    }
  }
  return false;
}

std::string decode_needless_escapes(std::string_view url) {
  std::string out;
  for (std::size_t i = 0; i < url.size(); ++i) {
    const auto byte = escape_at(url, i);
    if (byte && contains(kUnreserved, *byte)) {
      out += *byte;
      i += 2;
    } else {
      out += url[i];
    }
  }
  return out;
}

}  // namespace

std::string encode_illegal(std::string_view text, UrlPart part) {
  bool all_escapes = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && !escape_at(text, i)) all_escapes = false;
  }
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const auto byte = escape_at(text, i)) {
      append_escaped(out, *byte);  // in upper case
      if (!all_escapes) out.insert(out.size() - 2, "25");
      i += 2;
    } else if (is_legal(text[i], part)) {
      out += text[i];
    } else {
      append_escaped(out, text[i]);
    }
  }
  return out;
}

std::string requote(std::string_view url) {
  const auto is_kept = [](char c) { return contains(kUnreserved, c) || contains(kReserved, c); };
  if (has_broken_escape(url)) return encode(url, is_kept);
  return encode(decode_needless_escapes(url), [&](char c) { return c == '%' || is_kept(c); });
}

std::string encode_path(std::string_view text) {
  return encode(text, [](char c) { return c == '/' || contains(kUnreserved, c); });
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = escape_at(text, i);
    out += byte.value_or(text[i]);
    if (byte) i += 2;
  }
  return out;
}

std::string form_encode(std::string_view text) {
  std::string out = encode(text, [](char c) { return c == ' ' || contains(kUnreserved, c); });
  std::replace(out.begin(), out.end(), ' ', '+');
  return out;
}

}  // namespace chaos::net

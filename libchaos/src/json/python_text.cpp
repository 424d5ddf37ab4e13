#include <fmt/format.h>

#include <iterator>
#include <string>

#include "chaos/json.h"
#include "json/number.h"
#include "json/printable.h"
#include "json/timestamp.h"
#include "json/utf8.h"

namespace chaos {
namespace {

/// Python quotes with ' unless that would require a backslash and " would not.
char choose_quote(std::string_view text) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  const bool has_double = text.find('"') != std::string_view::npos;
  return has_single && !has_double ? '"' : '\'';
}

/// Appends the escape, if `c` has one that strings and bytes have in common.
bool append_common_escape(std::string& out, char32_t c, char quote) {
  if (c == '\\' || c == static_cast<char32_t>(quote)) {
    out += '\\';
    out += static_cast<char>(c);
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\r') {
    out += "\\r";
  } else if (c == '\t') {
    out += "\\t";
  } else {
    return false;
  }
  return true;
}

void append_number_escape(std::string& out, char32_t c) {
  const auto code = static_cast<std::uint32_t>(c);
  if (code <= 0xFF) {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", code);
  } else if (code <= 0xFFFF) {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", code);
  } else {
    fmt::format_to(std::back_inserter(out), "\\U{:08x}", code);
  }
}

void append_text_repr(std::string& out, std::string_view text) {
  const char quote = choose_quote(text);
  out += quote;
  for (std::size_t offset = 0; offset < text.size();) {
    const DecodedChar decoded = decode_utf8(text, offset);
    offset += decoded.length;
    if (append_common_escape(out, decoded.code_point, quote)) continue;
    if (is_printable(decoded.code_point)) {
      append_utf8(out, decoded.code_point);
    } else {
      append_number_escape(out, decoded.code_point);
    }
  }
  out += quote;
}

void append_bytes_repr(std::string& out, std::string_view bytes) {
  const char quote = choose_quote(bytes);
  out += 'b';
  out += quote;
  for (const char byte : bytes) {
    const auto code = static_cast<unsigned char>(byte);
    if (append_common_escape(out, code, quote)) continue;
    if (code >= 0x20 && code < 0x7F) {
      out += byte;
    } else {
      append_number_escape(out, code);
    }
  }
  out += quote;
}

void append_date_repr(std::string& out, const Timestamp& date) {
  fmt::format_to(std::back_inserter(out), "datetime.date({}, {}, {})", date.year, date.month,
                 date.day);
}

/// Python shows a zone west of UTC as minus one day, plus the remaining seconds.
void append_zone_repr(std::string& out, int offset_minutes) {
  constexpr int kSecondsADay = 24 * 60 * 60;
  const int seconds = offset_minutes * 60;
  if (seconds == 0) {
    out += ", tzinfo=datetime.timezone.utc";
    return;
  }
  out += ", tzinfo=datetime.timezone(datetime.timedelta(";
  if (seconds < 0) {
    fmt::format_to(std::back_inserter(out), "days=-1, seconds={}", seconds + kSecondsADay);
  } else {
    fmt::format_to(std::back_inserter(out), "seconds={}", seconds);
  }
  out += "))";
}

void append_datetime_repr(std::string& out, const Timestamp& time) {
  fmt::format_to(std::back_inserter(out), "datetime.datetime({}, {}, {}, {}, {}", time.year,
                 time.month, time.day, time.hour, time.minute);
  if (time.second != 0 || time.microsecond != 0) {
    fmt::format_to(std::back_inserter(out), ", {}", time.second);
  }
  if (time.microsecond != 0) fmt::format_to(std::back_inserter(out), ", {}", time.microsecond);
  if (time.offset_minutes) append_zone_repr(out, *time.offset_minutes);
  out += ')';
}

void append_extended_repr(std::string& out, const Json& value) {
  const std::string text = extended_text(value);
  const std::optional<Extended> kind = extended_kind(value);
  if (kind == Extended::kInteger) {
    out += text;
    return;
  }
  const bool is_time = kind == Extended::kDate || kind == Extended::kDateTime;
  const std::optional<Timestamp> timestamp =
      is_time ? parse_iso_timestamp(text) : std::optional<Timestamp>();
  if (!timestamp) return append_bytes_repr(out, text);
  if (kind == Extended::kDate) return append_date_repr(out, *timestamp);
  append_datetime_repr(out, *timestamp);
}

void append_repr(std::string& out, const Json& value);

void append_object_repr(std::string& out, const Json::object_t& object) {
  out += '{';
  const char* separator = "";
  for (const auto& [key, item] : object) {
    out += separator;
    append_text_repr(out, key);
    out += ": ";
    append_repr(out, item);
    separator = ", ";
  }
  out += '}';
}

void append_array_repr(std::string& out, const Json::array_t& array) {
  out += '[';
  const char* separator = "";
  for (const Json& item : array) {
    out += separator;
    append_repr(out, item);
    separator = ", ";
  }
  out += ']';
}

void append_repr(std::string& out, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
      return append_object_repr(out, value.get_ref<const Json::object_t&>());
    case Json::value_t::array:
      return append_array_repr(out, value.get_ref<const Json::array_t&>());
    case Json::value_t::string:
      return append_text_repr(out, value.get_ref<const std::string&>());
    case Json::value_t::boolean:
      out += value.get<bool>() ? "True" : "False";
      return;
    case Json::value_t::number_integer:
      out += std::to_string(value.get<std::int64_t>());
      return;
    case Json::value_t::number_unsigned:
      out += std::to_string(value.get<std::uint64_t>());
      return;
    case Json::value_t::number_float:
      return append_python_float(out, value.get<double>());
    case Json::value_t::binary:
      return append_extended_repr(out, value);
    case Json::value_t::null:
    case Json::value_t::discarded:
      out += "None";
      return;
  }
}

}  // namespace

std::string python_repr(const Json& value) {
  std::string out;
  append_repr(out, value);
  return out;
}

std::string python_str(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  const std::optional<Extended> kind = extended_kind(value);
  if (kind == Extended::kDate) return extended_text(value);
  if (kind == Extended::kDateTime) {
    std::string text = extended_text(value);
    const std::size_t separator = text.find('T');
    if (separator != std::string::npos) text[separator] = ' ';
    return text;
  }
  return python_repr(value);
}

}  // namespace chaos

#include "document/yaml_writer.h"

#include <fmt/format.h>
#include <yaml-cpp/binary.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "document/yaml_resolver.h"
#include "json/number.h"
#include "json/printable.h"
#include "json/utf8.h"

namespace chaos {
namespace {

constexpr std::size_t kIndent = 2;

/// Longer keys are marked by "? ". PyYAML does so from 128 characters on, of which it takes five
/// for a tag that it does not write. (Beyond 1024 a reader needs the mark.)
constexpr std::size_t kLongestSimpleKey = 122;

enum class Style { kPlain, kSingleQuoted, kDoubleQuoted };

bool is_escaped(char32_t c) {
  return c != '\n' && !is_printable(c);
}

bool has_escaped_characters(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();) {
    const DecodedChar decoded = decode_utf8(text, offset);
    if (is_escaped(decoded.code_point)) return true;
    offset += decoded.length;
  }
  return false;
}

/// Whether a reader that folds lines would lose spaces.
bool has_space_beside_line_break(std::string_view text) {
  return text.find(" \n") != std::string_view::npos || text.find("\n ") != std::string_view::npos;
}

/// Whether empty lines would stand before the closing quote: yaml-cpp keeps only the first.
bool ends_with_empty_lines(std::string_view text) {
  return text == "\n" || text.ends_with("\n\n");
}

bool starts_like_syntax(std::string_view text) {
  if (text.starts_with("---") || text.starts_with("...")) return true;
  const bool stands_alone = text.size() == 1 || text[1] == ' ';
  if (stands_alone && std::string_view("?:-").find(text.front()) != std::string_view::npos) {
    return true;
  }
  return std::string_view("#,[]{}&*!|>'\"%@`").find(text.front()) != std::string_view::npos;
}

/// Whether `text`, one line without control characters, is that text when it stands unquoted.
bool is_itself_when_plain(std::string_view text) {
  return !text.empty() && !text.starts_with(' ') && !text.ends_with(' ') &&
         !starts_like_syntax(text) && !text.ends_with(':') &&
         text.find(": ") == std::string_view::npos && text.find(" #") == std::string_view::npos &&
         resolve_yaml_tag(text) == kYamlTextTag;
}

Style style_of(std::string_view text) {
  if (has_escaped_characters(text) || has_space_beside_line_break(text) ||
      ends_with_empty_lines(text)) {
    return Style::kDoubleQuoted;
  }
  const bool one_line = text.find('\n') == std::string_view::npos;
  return one_line && is_itself_when_plain(text) ? Style::kPlain : Style::kSingleQuoted;
}

bool is_simple_key(std::string_view key) {
  return !key.empty() && count_code_points(key) <= kLongestSimpleKey &&
         key.find('\n') == std::string_view::npos;
}

bool is_filled(const Json& value) {
  return value.is_structured() && !value.empty();
}

class Writer {
 public:
  explicit Writer(KeyOrder order) : order_(order) {}

  std::string take() { return std::move(out_); }

  void write_document(const Json& root) {
    if (is_filled(root)) {
      write_collection(root, 0);
    } else {
      write_scalar(root, kIndent);
    }
    out_ += '\n';
  }

 private:
  /// The first line of a collection continues the current one, which is `column` long; further
  /// ones are indented to there.
  void write_collection(const Json& value, std::size_t column) {
    if (value.is_object()) {
      write_mapping(value.get_ref<const Json::object_t&>(), column);
    } else {
      write_sequence(value.get_ref<const Json::array_t&>(), column);
    }
  }

  void write_mapping(const Json::object_t& object, std::size_t column) {
    bool first = true;
    for (const auto* member : in_order(object)) {
      if (!std::exchange(first, false)) break_line(column);
      write_member(replace_invalid_utf8(member->first), member->second, column);
    }
  }

  std::vector<const Json::object_t::value_type*> in_order(const Json::object_t& object) const {
    std::vector<const Json::object_t::value_type*> members;
    members.reserve(object.size());
    for (const auto& member : object)
      members.push_back(&member);
    if (order_ == KeyOrder::kSorted) {
      // UTF-8 sorts like the code points it stands for.
      std::ranges::stable_sort(members, {}, [](const auto* member) { return member->first; });
    }
    return members;
  }

  void write_member(const std::string& key, const Json& value, std::size_t column) {
    if (!is_simple_key(key)) {
      out_ += "? ";
      write_text(key, column + kIndent);
      break_line(column);
      out_ += ": ";
      return write_inline(value, column + kIndent);
    }
    write_text(key, column + kIndent);
    out_ += ':';
    if (!is_filled(value)) {
      out_ += ' ';
      return write_scalar(value, column + kIndent);
    }
    // The dashes of a list are indentation enough.
    const std::size_t inner = value.is_array() ? column : column + kIndent;
    break_line(inner);
    write_collection(value, inner);
  }

  void write_sequence(const Json::array_t& array, std::size_t column) {
    bool first = true;
    for (const Json& item : array) {
      if (!std::exchange(first, false)) break_line(column);
      out_ += "- ";
      write_inline(item, column + kIndent);
    }
  }

  void write_inline(const Json& value, std::size_t column) {
    if (is_filled(value)) {
      write_collection(value, column);
    } else {
      write_scalar(value, column);
    }
  }

  void break_line(std::size_t column) {
    out_ += '\n';
    out_.append(column, ' ');
  }

  /// Everything that is no collection with members. Further lines are indented to `column`.
  void write_scalar(const Json& value, std::size_t column) {
    switch (value.type()) {
      case Json::value_t::object:
        out_ += "{}";
        return;
      case Json::value_t::array:
        out_ += "[]";
        return;
      case Json::value_t::string:
        return write_text(replace_invalid_utf8(value.get_ref<const std::string&>()), column);
      case Json::value_t::boolean:
        out_ += value.get<bool>() ? "true" : "false";
        return;
      case Json::value_t::number_integer:
        fmt::format_to(std::back_inserter(out_), "{}", value.get<std::int64_t>());
        return;
      case Json::value_t::number_unsigned:
        fmt::format_to(std::back_inserter(out_), "{}", value.get<std::uint64_t>());
        return;
      case Json::value_t::number_float:
        return write_float(value.get<double>());
      case Json::value_t::binary:
        return write_extended(value);
      case Json::value_t::null:
      case Json::value_t::discarded:
        out_ += "null";
        return;
    }
  }

  void write_float(double value) {
    if (std::isnan(value)) {
      out_ += ".nan";
    } else if (std::isinf(value)) {
      out_ += value < 0 ? "-.inf" : ".inf";
    } else {
      std::string digits;
      append_python_float(digits, value);
      // Without a point, "1e+16" would be text.
      const std::size_t exponent = digits.find('e');
      const bool has_point = digits.find('.') != std::string::npos;
      if (!has_point && exponent != std::string::npos) digits.insert(exponent, ".0");
      out_ += digits;
    }
  }

  void write_extended(const Json& value) {
    if (extended_kind(value).value_or(Extended::kBytes) != Extended::kBytes) {
      out_ += python_str(value);  // digits, a date, or a date and a time with a space between them
      return;
    }
    // On one line: in a list, yaml-cpp does not read the tagged block that PyYAML writes.
    const Json::binary_t& bytes = value.get_binary();
    out_ += "!!binary \"" + YAML::EncodeBase64(bytes.data(), bytes.size()) + '"';
  }

  /// `text` must be valid UTF-8.
  void write_text(std::string_view text, std::size_t column) {
    switch (style_of(text)) {
      case Style::kPlain:
        out_ += text;
        return;
      case Style::kSingleQuoted:
        return write_single_quoted(text, column);
      case Style::kDoubleQuoted:
        return write_double_quoted(text);
    }
  }

  void write_single_quoted(std::string_view text, std::size_t column) {
    out_ += '\'';
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') {
        const std::size_t end = std::min(text.find_first_not_of('\n', i), text.size());
        // Readers take the first line break of several for none, and a single one for a space.
        out_.append(end - i, '\n');
        break_line(column);
        i = end - 1;
      } else {
        out_.append(text[i] == '\'' ? 2 : 1, text[i]);
      }
    }
    out_ += '\'';
  }

  void write_double_quoted(std::string_view text) {
    out_ += '"';
    for (std::size_t offset = 0; offset < text.size();) {
      const DecodedChar decoded = decode_utf8(text, offset);
      const char32_t c = decoded.code_point;
      if (c == '"' || c == '\\' || c == '\n' || is_escaped(c)) {
        write_escape(c);
      } else {
        out_ += text.substr(offset, decoded.length);
      }
      offset += decoded.length;
    }
    out_ += '"';
  }

  void write_escape(char32_t c) {
    constexpr std::array<std::pair<char32_t, char>, 15> kLetters{{{0, '0'},
                                                                  {'\a', 'a'},
                                                                  {'\b', 'b'},
                                                                  {'\t', 't'},
                                                                  {'\n', 'n'},
                                                                  {'\v', 'v'},
                                                                  {'\f', 'f'},
                                                                  {'\r', 'r'},
                                                                  {0x1B, 'e'},
                                                                  {'"', '"'},
                                                                  {'\\', '\\'},
                                                                  {0x85, 'N'},
                                                                  {0xA0, '_'},
                                                                  {0x2028, 'L'},
                                                                  {0x2029, 'P'}}};
    const auto letter = std::ranges::find(kLetters, c, &std::pair<char32_t, char>::first);
    const auto code = static_cast<std::uint32_t>(c);
    out_ += '\\';
    if (letter != kLetters.end()) {
      out_ += letter->second;
    } else if (code <= 0xFF) {
      fmt::format_to(std::back_inserter(out_), "x{:02X}", code);
    } else if (code <= 0xFFFF) {
      fmt::format_to(std::back_inserter(out_), "u{:04X}", code);
    } else {
      fmt::format_to(std::back_inserter(out_), "U{:08X}", code);
    }
  }

  KeyOrder order_;
  std::string out_;
};

}  // namespace

std::string to_yaml_text(const Json& value, KeyOrder order) {
  Writer writer(order);
  writer.write_document(value);
  return writer.take();
}

}  // namespace chaos

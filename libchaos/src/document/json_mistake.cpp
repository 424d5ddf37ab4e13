#include <fmt/format.h>

#include <cctype>
#include <string>
#include <vector>

#include "document/source_mistake.h"
#include "json/json_scanner.h"
#include "json/utf8.h"

namespace chaos {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::size_t kNone = std::string_view::npos;

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
}

char closing(char opening) {
  return opening == '{' ? '}' : ']';
}

/// The tokens before an error.
struct Before {
  std::vector<std::size_t> open = {};  ///< brackets that are not closed yet, innermost last
  std::size_t last = kNone;            ///< the last character that is not blank
  std::size_t last_string = kNone;     ///< where the string that ends with `last` starts, if any
  std::size_t open_string = kNone;     ///< where the string starts that contains the error, if any
};

/// The end of the string that starts at `begin`: the offset after its closing quote, or kNone.
std::size_t end_of_string(std::string_view text, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin + 1; i < end; ++i) {
    if (text[i] == '"') return i + 1;
    if (text[i] == '\\') ++i;
  }
  return kNone;
}

Before scan(std::string_view text, std::size_t end) {
  Before before;
  for (std::size_t i = 0; i < end; ++i) {
    const char c = text[i];
    if (kBlanks.find(c) != kNone) continue;
    before.last = i;
    before.last_string = kNone;
    if (c == '{' || c == '[') before.open.push_back(i);
    if ((c == '}' || c == ']') && !before.open.empty()) before.open.pop_back();
    if (c != '"') continue;
    const std::size_t after = end_of_string(text, i, end);
    if (after == kNone) {
      before.open_string = i;
      return before;
    }
    before.last_string = i;
    before.last = i = after - 1;
  }
  return before;
}

/// Whether the first line with content looks like YAML: "key: value", "- item", "---".
bool looks_like_yaml(std::string_view text) {
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::string_view line = text.substr(0, newline);
    text.remove_prefix(newline == kNone ? text.size() : newline + 1);
    const std::size_t begin = line.find_first_not_of(kBlanks);
    if (begin == kNone || line[begin] == '#') continue;
    if (line.starts_with("---") || line.substr(begin).starts_with("- ")) return true;
    std::size_t end = begin;
    while (end < line.size() && (is_word(line[end]) || line[end] == '-'))
      ++end;
    return end > begin && end < line.size() && line[end] == ':';
  }
  return false;
}

class JsonMistake {
 public:
  JsonMistake(std::string_view text, std::string_view message, const Position& position)
      : text_(text),
        message_(message),
        position_(position),
        offset_(offset_of(text, position)),
        before_(scan(text, offset_)) {}

  SourceMistake find() const {
    if (is("Unexpected UTF-8 BOM")) return here("save the file without a byte-order mark (BOM)");
    if (is("'utf-8' codec")) return here(kEncodingHint);
    if (text_.find_first_not_of(kBlanks) == kNone)
      return here(
          fmt::format("the file is empty: write {{ }} with a \"title\", a \"description\" "
                      "and a \"method\" in it"));
    if (is("Invalid") || is("Unterminated")) return in_string();
    if (before_.last == kNone && looks_like_yaml(text_))
      return here("this looks like YAML, not JSON: rename the file so that it ends with .yaml");
    if (std::string hint = hint_for_character(); !hint.empty()) return here(std::move(hint));
    if (is("Extra data")) return after_end();
    if (offset_ >= text_.size()) return unclosed();
    if (is("Expecting ',' delimiter")) return without_comma();
    if (is("Expecting ':' delimiter")) return without_colon();
    if (is("Expecting property name")) return without_key();
    if (is("Expecting value")) return without_value();
    return here("");
  }

 private:
  bool is(std::string_view beginning) const { return message_.starts_with(beginning); }
  char found() const { return offset_ < text_.size() ? text_[offset_] : '\0'; }
  bool found_closing() const { return found() == '}' || found() == ']'; }
  char last() const { return before_.last != kNone ? text_[before_.last] : '\0'; }

  SourceMistake here(std::string hint) const {
    return {.position = position_, .hint = std::move(hint)};
  }
  SourceMistake at(std::size_t offset, std::string hint) const {
    return {.position = position_of(text_.substr(0, offset)), .hint = std::move(hint)};
  }

  /// For characters that have no place in JSON, whatever is expected.
  std::string hint_for_character() const {
    if (offset_ >= text_.size()) return {};
    const std::string_view rest = text_.substr(offset_);
    if (rest.starts_with('\'')) return "use double quotes (\"): JSON does not allow single quotes";
    if (rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#'))
      return "remove the comment: JSON does not allow comments, but YAML does";
    const char32_t character = decode_utf8(text_, offset_).code_point;
    if (is_lookalike_space(character)) return kLookalikeSpaceHint;
    const bool is_curly = (character >= 0x2018 && character <= 0x201F) || character == 0xAB;
    return is_curly ? "use straight double quotes (\")" : "";
  }

  SourceMistake in_string() const {
    if (is("Unterminated")) return here("close this string with a double quote");
    if (is("Invalid \\u")) return here("write four hexadecimal digits after \\u");
    if (is("Invalid \\escape")) return here("write a backslash as \\\\");
    if (found() == '\t') return here("write a tab in a string as \\t");
    if (found() != '\n' || before_.open_string == kNone)
      return here("remove this character, or write it as \\u and four hexadecimal digits");
    return at(before_.open_string,
              "close this string with a double quote on the same line; write a line break in a "
              "string as \\n");
  }

  SourceMistake after_end() const {
    if (found() == ':' && before_.last_string != kNone)
      return at(before_.last_string, "put the members in { }");
    if (found_closing()) return here("remove this bracket: there is nothing left to close");
    if (found() == ',')
      return here(fmt::format("remove the {} before this comma, or the comma", last()));
    if (found() == '{') return here("put only one experiment in a file");
    return here("remove everything after the end of the experiment");
  }

  SourceMistake unclosed() const {
    if (before_.open.empty()) return here("");
    std::string missing;
    for (auto bracket = before_.open.rbegin(); bracket != before_.open.rend(); ++bracket)
      missing += fmt::format("{}{}", missing.empty() ? "" : ", then ", closing(text_[*bracket]));
    return at(before_.open.back(), fmt::format("the file ends before this {} is closed: add {}",
                                               text_[before_.open.back()], missing));
  }

  SourceMistake unquoted(const char* what) const {
    std::size_t end = offset_;
    while (end < text_.size() && (is_word(text_[end]) || text_[end] == '-' || text_[end] == '.'))
      ++end;
    const std::string word(text_.substr(offset_, end - offset_));
    return here(fmt::format("put {} in double quotes: \"{}\"", what, word));
  }

  SourceMistake with_extra_comma() const {
    return at(before_.last,
              fmt::format("remove this comma: nothing follows it before {}",
                          found() == ',' ? "the next one" : std::string(1, found()).c_str()));
  }

  SourceMistake without_comma() const {
    if (found_closing() && !before_.open.empty()) {
      const char opening = text_[before_.open.back()];
      return at(before_.open.back(),
                fmt::format("close this {} with {} before the {} in line {}", opening,
                            closing(opening), found(), position_.line));
    }
    const bool is_adjacent = before_.last + 1 == offset_;
    if (is_word(found()) && is_adjacent && last() == '"')
      return here("write a double quote in a string as \\\"");
    if (is_word(found()) && is_adjacent)
      return here("put it in double quotes: this is not a valid number or word in JSON");
    if (found() == ';') return here("use a comma instead of the semicolon");
    if (found() == ':') return here("put keys and their values in { }, separated by commas");
    return at(before_.last + 1, "add a comma here");
  }

  SourceMistake without_colon() const {
    if (found() == '=') return here("use a colon instead of the equals sign");
    if (before_.last_string != kNone) {
      const std::string_view key =
          text_.substr(before_.last_string, before_.last - before_.last_string);
      if (key.find(':') != kNone)
        return at(before_.last_string, "close the key with a double quote before the colon");
    }
    if (found() == ',' || found_closing())
      return at(before_.last + 1, "add a colon and a value after the key");
    return at(before_.last + 1, "add a colon after the key");
  }

  SourceMistake without_key() const {
    if (last() == ',' && (found_closing() || found() == ',')) return with_extra_comma();
    if (found() == '{' || found() == '[') return here("write a key and a colon before the value");
    return is_word(found()) ? unquoted("keys") : here("write the key in double quotes");
  }

  SourceMistake without_value() const {
    if (before_.last == kNone) return here("an experiment in JSON starts with {");
    if (last() == ',' && (found_closing() || found() == ',')) return with_extra_comma();
    if (last() == ':' && (found_closing() || found() == ','))
      return here("add a value after the colon");
    const std::string_view rest = text_.substr(offset_);
    for (const auto& [python, json] :
         {std::pair("True", "true"), {"False", "false"}, {"None", "null"}}) {
      if (rest.starts_with(python))
        return here(fmt::format("write {} instead of {}", json, python));
    }
    if (found() == '.') return here("write a digit before the decimal point");
    if (found() == '+') return here("remove the plus sign");
    return is_word(found()) ? unquoted("strings") : here("");
  }

  const std::string_view text_;
  const std::string_view message_;
  const Position position_;
  const std::size_t offset_;
  const Before before_;
};

}  // namespace

SourceMistake json_mistake(std::string_view text, std::string_view message,
                           const Position& position) {
  return JsonMistake(text, message, position).find();
}

}  // namespace chaos

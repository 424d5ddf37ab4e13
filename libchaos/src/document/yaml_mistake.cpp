#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "document/source_mistake.h"
#include "json/json_scanner.h"
#include "json/utf8.h"

namespace chaos {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr const char* kQuote = "put the value in quotes";

/// A PyYAML message: what was being read and where that starts, if given, and what is wrong.
struct Message {
  std::string_view context = {};
  std::string_view problem = {};
  std::optional<Position> context_mark = {};
};

std::optional<std::size_t> number_after(std::string_view line, std::string_view label) {
  const std::size_t found = line.rfind(label);
  if (found == kNone) return std::nullopt;
  std::size_t number = 0;
  const char* const begin = line.data() + found + label.size();
  const auto [end, error] = std::from_chars(begin, line.data() + line.size(), number);
  return error == std::errc() ? std::optional(number) : std::nullopt;
}

/// Sentences start in the first column, marks with "  in ", quoted source text with more blanks.
Message parse(std::string_view message) {
  std::vector<std::string_view> sentences;
  std::vector<Position> marks;
  while (!message.empty()) {
    const std::size_t newline = message.find('\n');
    const std::string_view line = message.substr(0, newline);
    message.remove_prefix(newline == kNone ? message.size() : newline + 1);
    if (!line.starts_with(' ')) {
      sentences.push_back(line);
    } else if (line.starts_with("  in ")) {
      const auto number = number_after(line, ", line ");
      const auto column = number_after(line, ", column ");
      if (number && column) marks.push_back({.line = *number, .column = *column});
    }
  }
  Message parsed;
  if (sentences.empty()) return parsed;
  parsed.problem = sentences.back();
  if (sentences.size() > 1) parsed.context = sentences.front();
  if (sentences.size() > 1 && marks.size() > 1) parsed.context_mark = marks.front();
  return parsed;
}

/// One line of the text, without its line break.
struct Line {
  std::size_t begin;
  std::string_view text;

  std::size_t indentation() const { return std::min(text.find_first_not_of(' '), text.size()); }
  bool is_blank() const {
    const std::size_t first = text.find_first_not_of(" \t");
    return first == kNone || text[first] == '#';
  }
};

/// Where the value of "key: value" or "- key: value" starts; kNone if the line has no value.
std::size_t value_in(std::string_view line) {
  const std::size_t colon = line.find(": ");
  return colon == kNone ? kNone : line.find_first_not_of(' ', colon + 1);
}

/// The first column of the key in "- key: value".
std::size_t key_in(std::string_view line) {
  std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
  while (line.substr(begin).starts_with("- "))
    begin = std::min(line.find_first_not_of(' ', begin + 1), line.size());
  return begin;
}

std::string_view key_name(std::string_view line) {
  const std::size_t begin = key_in(line);
  return line.substr(begin, line.find(':', begin) - begin);
}

class YamlMistake {
 public:
  YamlMistake(std::string_view text, std::string_view message, const Position& position)
      : text_(text),
        position_(position),
        offset_(offset_of(text, position)),
        message_(parse(message)) {
    position_.file.clear();
  }

  SourceMistake find() const {
    if (starts("'utf-8' codec")) return here(kEncodingHint);
    if (starts("unacceptable character")) return here("remove this character");
    if (const std::size_t space = lookalike_space(); space != kNone)
      return at(space, kLookalikeSpaceHint);
    if (starts("found character")) return character();
    if (starts("mapping values are not allowed")) return value();
    if (starts("could not find expected ':'")) return key();
    if (starts("sequence entries are not allowed"))
      return here("start the list on a new line, or put the value in quotes");
    if (starts("found unexpected")) return quotes();
    if (message_.context.starts_with("while parsing a flow")) return flow();
    if (starts("expected <block end>")) return block();
    if (std::string hint = other_hint(); !hint.empty()) return here(std::move(hint));
    return properties();
  }

 private:
  bool starts(std::string_view beginning) const { return message_.problem.starts_with(beginning); }
  bool has(std::string_view part) const { return message_.problem.find(part) != kNone; }
  bool found(std::string_view token) const {
    return message_.problem.ends_with(fmt::format(" '{}'", token));
  }
  char peek(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }

  SourceMistake here(std::string hint) const {
    return {.position = position_, .hint = std::move(hint)};
  }
  SourceMistake at(std::size_t offset, std::string hint) const {
    return {.position = position_of(text_.substr(0, offset)), .hint = std::move(hint)};
  }
  SourceMistake at_context(std::string hint) const {
    return {.position = message_.context_mark.value_or(position_), .hint = std::move(hint)};
  }
  std::size_t context_offset() const {
    return message_.context_mark ? offset_of(text_, *message_.context_mark) : offset_;
  }

  Line line_at(std::size_t offset) const {
    const std::size_t before = offset == 0 ? kNone : text_.rfind('\n', offset - 1);
    const std::size_t begin = before == kNone ? 0 : before + 1;
    std::string_view line = text_.substr(begin, text_.find('\n', begin) - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return {begin, line};
  }

  /// The last line above that is neither blank nor a comment.
  std::optional<Line> line_above(Line line) const {
    while (line.begin > 0) {
      line = line_at(line.begin - 1);
      if (!line.is_blank()) return line;
    }
    return std::nullopt;
  }

  /// The last look-alike of a space, up to the line of the error, where YAML needs a real one: in
  /// the indentation, or after "-" or ":".
  std::size_t lookalike_space() const {
    const std::size_t end = line_at(offset_).begin + line_at(offset_).text.size();
    std::size_t last = kNone;
    char previous = '\n';
    bool is_indentation = true;
    for (std::size_t i = 0; i < end;) {
      const DecodedChar decoded = decode_utf8(text_, i);
      const bool matters = is_indentation || previous == '-' || previous == ':';
      if (is_lookalike_space(decoded.code_point) && matters && i > 0) last = i;
      previous = decoded.length == 1 ? text_[i] : '?';
      is_indentation = previous == '\n' || (is_indentation && previous == ' ');
      i += decoded.length;
    }
    return last;
  }

  /// A character that no token starts with.
  SourceMistake character() const {
    if (peek(offset_) == '\t') return here("indent with spaces: YAML does not allow tabs here");
    return here(fmt::format("{}: it cannot start with {}", kQuote, peek(offset_)));
  }

  /// A colon where no key can be.
  SourceMistake value() const {
    const Line line = line_at(offset_);
    const std::size_t column = offset_ - line.begin;
    const std::size_t value = value_in(line.text.substr(0, column));
    if (value != kNone)
      return here(fmt::format("put the value of \"{}\" in quotes: it contains \": \"",
                              key_name(line.text)));
    const std::optional<Line> above = line_above(line);
    if (!above) return here("");
    if (above->text.find(':') == kNone)
      return at(above->begin + key_in(above->text), "add a colon and a space after the key");
    const bool has_value = value_in(above->text) != kNone;
    if (!has_value && above->text.find("://") == kNone)
      return at(above->begin + key_in(above->text), "add a space after the colon");
    const std::size_t key = key_in(line.text);
    if (key <= key_in(above->text)) return here("put the text in quotes: it contains a colon");
    return at(line.begin + key, indentation_hint(*above));
  }

  /// Text where only "key: value" can be.
  SourceMistake key() const {
    const Line line = line_at(context_offset());
    const std::string_view rest = line.text.substr(context_offset() - line.begin);
    const std::size_t colon = rest.find(':');
    const bool is_flow = message_.context_mark && message_.context_mark->line != position_.line &&
                         (rest.starts_with('{') || rest.starts_with('['));
    if (is_flow) return at_context(fmt::format("close this {}", rest[0]));
    if (rest.starts_with('"') || rest.starts_with('\''))
      return at_context("close the quotes, and add a colon and a space after the key");
    if (colon != kNone) return at_context("add a space after the colon");
    return at_context(
        "add a colon and a space after the key, or indent this line to continue the "
        "line above");
  }

  SourceMistake quotes() const {
    return at_context(fmt::format("close this string with {}", peek(context_offset())));
  }

  /// What is wrong inside { } or [ ].
  SourceMistake flow() const {
    const std::size_t opening = unclosed_bracket();
    const bool is_elsewhere = opening != kNone && line_at(opening).begin != line_at(offset_).begin;
    if (opening != kNone && (found("<stream end>") || is_elsewhere)) {
      const char bracket = text_[opening];
      return at(opening, fmt::format("close this {} with {}", bracket, bracket == '{' ? '}' : ']'));
    }
    if (found("<scalar>")) return here("add a comma, or put the whole value in quotes");
    if (found("}") || found("]")) return here("close the brackets in the order they were opened");
    return here(fmt::format("{}: in {{ }} and [ ], it cannot contain {}", kQuote, peek(offset_)));
  }

  /// The innermost bracket that is open at the error. Quotes count only where a value starts.
  std::size_t unclosed_bracket() const {
    std::vector<std::size_t> open;
    char quote = '\0';
    char last = '\n';  // the last one that is not a space
    for (std::size_t i = 0; i < offset_; ++i) {
      const char c = text_[i];
      if (quote != '\0') {
        if (c == '\\' && quote == '"') ++i;
        if (c == quote) quote = '\0';
        continue;
      }
      const bool starts_value = std::string_view("\n:,-[{").find(last) != kNone;
      if (starts_value && (c == '"' || c == '\'')) quote = c;
      if ((starts_value || !open.empty()) && (c == '{' || c == '[')) open.push_back(i);
      if ((c == '}' || c == ']') && !open.empty()) open.pop_back();
      if (c == '#' && last == '\n') i = std::min(text_.find('\n', i), offset_) - 1;
      if (c != ' ' && c != '\r') last = c;
    }
    return open.empty() ? kNone : open.back();
  }

  /// A line that does not belong to the mapping or list above it.
  SourceMistake block() const {
    if (found("<scalar>")) return here("put the whole value in quotes");
    if (found(",")) return here("put the whole value in quotes, or in [ ] if it is a list");
    if (found("}") || found("]")) return here("remove this bracket, or put the value in quotes");
    if (message_.context_mark && message_.context_mark->line == position_.line) return here(kQuote);
    return wrong_indentation();
  }

  SourceMistake wrong_indentation() const {
    const Line line = line_at(offset_);
    const bool is_item = line.text.substr(line.indentation()).starts_with('-');
    for (auto above = line_above(line); above; above = line_above(*above)) {
      const bool also_item = above->text.substr(above->indentation()).starts_with('-');
      if (is_item ? !also_item : above->text.find(':') == kNone) continue;
      if (column_of(*above, is_item) == line.indentation()) break;
      return here(is_item ? item_hint(*above) : indentation_hint(*above));
    }
    return here(is_item ? "give the list a key of its own"
                        : "start this line with \"- \" if it belongs to the list above");
  }

  static std::size_t column_of(const Line& line, bool is_item) {
    return is_item ? line.indentation() : key_in(line.text);
  }

  static std::string spaces(std::size_t count) {
    if (count == 0) return "do not indent this line";
    return fmt::format("indent this line by {} space{}", count, count == 1 ? "" : "s");
  }
  std::string item_hint(const Line& model) const {
    return fmt::format("{}, like the item in line {}", spaces(model.indentation()), number(model));
  }
  std::string indentation_hint(const Line& model) const {
    return fmt::format("{}, like \"{}\" in line {}", spaces(key_in(model.text)),
                       key_name(model.text), number(model));
  }
  std::size_t number(const Line& line) const {
    return position_of(text_.substr(0, line.begin)).line;
  }

  /// Problems whose message is enough to know what to do.
  std::string other_hint() const {
    struct Rule {
      std::string_view problem;
      std::string_view hint;
    };
    static constexpr std::array kRules = {
        Rule{"mapping keys are not allowed", "put the value in quotes: it starts with ?"},
        Rule{"expected a single document", "remove this line: a file contains one experiment"},
        Rule{"but found another document", "remove this line: a file contains one experiment"},
        Rule{"could not determine a constructor",
             "remove the tag; if it is text, put the value in quotes"},
        Rule{"found undefined tag handle", "put the value in quotes: it starts with !"},
        Rule{"found unknown escape character", "write a backslash as \\\\, or use single quotes"},
        Rule{"expected escape sequence", "write a backslash as \\\\, or use single quotes"},
        Rule{"expected chomping", "start the text on the next line, or put it in quotes"},
        Rule{"expected a comment or a line break",
             "start the text on the next line, or put it in quotes"},
        Rule{"expected indentation indicator", "start the text on the next line"},
        Rule{"expected '<document start>', but found '}'", "remove this bracket"},
        Rule{"expected '<document start>', but found ']'", "remove this bracket"},
        Rule{"expected '<document start>'", "remove everything after the end of the experiment"},
        Rule{"duplicate tag handle", "remove one of the two lines"},
        Rule{"found duplicate YAML directive", "remove one of the two lines"},
        Rule{"found incompatible YAML document", "remove this line"},
        Rule{"second occurrence", "rename one of the two anchors"},
        Rule{"found duplicate anchor", "rename one of the two anchors"},
        Rule{"found unconstructable recursive node", "use the alias outside of what it repeats"},
        Rule{"expected a mapping", "merge only mappings with <<"},
    };
    for (const auto& [problem, hint] : kRules)
      if (starts(problem)) return std::string(hint);
    // Scalars of other types: "month must be in 1..12", "could not convert string to float: '.'".
    for (const std::string_view part : {"must be in", "out of range", "could not convert",
                                        "invalid literal", "must be a timedelta"})
      if (has(part)) return "put the value in quotes, so that it is a string";
    return {};
  }

  /// Values that look like an alias, an anchor, a tag or a directive, or start with a bracket.
  SourceMistake properties() const {
    if (starts("found undefined alias"))
      return here("define the anchor (&) before this alias (*); if it is text, put it in quotes");
    if (starts("found unhashable key")) {
      const bool is_template = offset_ > 0 && text_.substr(offset_ - 1).starts_with("{{");
      return here(is_template ? "put the value in quotes: it starts with {{"
                              : "use a string as the key");
    }
    for (const std::string_view what : {"an alias", "an anchor", "a tag", "a directive"}) {
      if (!message_.context.ends_with(what)) continue;
      return at_context(fmt::format("{}: it starts with {}", kQuote, peek(context_offset())));
    }
    if (has("the node content") && offset_ < text_.size())
      return here(fmt::format("{}: it cannot start with {}", kQuote, peek(offset_)));
    return here("");
  }

  const std::string_view text_;
  Position position_;
  const std::size_t offset_;
  const Message message_;
};

}  // namespace

SourceMistake yaml_mistake(std::string_view text, std::string_view message,
                           const Position& position) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // positions do not count it
  return YamlMistake(text, message, position).find();
}

}  // namespace chaos

#include "document/yaml_text_style.h"

#include "document/yaml_resolver.h"
#include "json/printable.h"
#include "json/utf8.h"

namespace chaos {
namespace {

bool has_escaped_characters(std::string_view text, bool ascii) {
  for (std::size_t offset = 0; offset < text.size();) {
    const DecodedChar decoded = decode_utf8(text, offset);
    if (decoded.code_point != '\n' && is_escaped_in_yaml(decoded.code_point, ascii)) return true;
    offset += decoded.length;
  }
  return false;
}

/// Whether a reader that folds lines would lose spaces.
bool has_space_beside_line_break(std::string_view text) {
  return text.find(" \n") != std::string_view::npos || text.find("\n ") != std::string_view::npos;
}

/// Whether there would be empty lines before the closing quote: yaml-cpp keeps only the first.
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

/// Whether `text`, a single line without control characters, is still the same string without
/// quotes.
bool is_same_when_plain(std::string_view text) {
  return !text.empty() && !text.starts_with(' ') && !text.ends_with(' ') &&
         !starts_like_syntax(text) && !text.ends_with(':') &&
         text.find(": ") == std::string_view::npos && text.find(" #") == std::string_view::npos &&
         resolve_yaml_tag(text) == kYamlTextTag;
}

}  // namespace

bool is_escaped_in_yaml(char32_t c, bool ascii) {
  return !is_printable(c) || (ascii && c > '~');
}

YamlTextStyle yaml_text_style(std::string_view text, bool ascii) {
  if (has_escaped_characters(text, ascii) || has_space_beside_line_break(text) ||
      ends_with_empty_lines(text)) {
    return YamlTextStyle::kDoubleQuoted;
  }
  const bool one_line = text.find('\n') == std::string_view::npos;
  return one_line && is_same_when_plain(text) ? YamlTextStyle::kPlain
                                              : YamlTextStyle::kSingleQuoted;
}

}  // namespace chaos

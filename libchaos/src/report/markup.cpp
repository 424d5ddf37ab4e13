#include "report/markup.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/utf8.h"

namespace chaos::report {
namespace {

bool is_control(char32_t c) {
  return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
}

/// The Char production of XML 1.0; it includes the carriage return, which would not survive a
/// parser.
bool is_xml(char32_t c) {
  return c >= 0x20 ? c != 0xFFFE && c != 0xFFFF : c == '\n' || c == '\t';
}

char32_t picture_of(char32_t control) {
  return control == 0x7F ? 0x2421 : 0x2400 + control;
}

/// Calls `put(code_point, bytes)` for every character; invalid ones become U+FFFD. Windows line
/// endings become Unix ones.
template <class Put>
void for_each_character(std::string_view text, const Put& put) {
  for (std::size_t i = 0; i < text.size();) {
    if (text.substr(i, 2) == "\r\n") ++i;
    const DecodedChar decoded = decode_utf8(text, i);
    put(decoded.code_point, decoded.valid ? text.substr(i, decoded.length) : "\uFFFD");
    i += decoded.length;
  }
}

/// The entity for a character that is markup in HTML and XML, or "".
std::string_view entity_of(char32_t c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_character(text, [&out](char32_t c, std::string_view bytes) {
    if (is_control(c))
      append_utf8(out, picture_of(c));
    else
      out += bytes;
  });
  return out;
}

std::size_t longest_run(std::string_view text, char wanted) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == wanted ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

std::string to_html(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for_each_character(text, [&out](char32_t c, std::string_view bytes) {
    if (is_control(c)) {
      append_utf8(out, picture_of(c));
      return;
    }
    const std::string_view entity = entity_of(c);
    out += entity.empty() ? bytes : entity;
  });
  return out;
}

std::string scroll_box(std::string_view label, std::string_view content) {
  return fmt::format(
      "<div class=\"scroll\" role=\"group\" aria-label=\"{}\" tabindex=\"0\">{}</div>\n",
      to_html(label), content);
}

std::string to_xml(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for_each_character(text, [&out](char32_t c, std::string_view bytes) {
    if (!is_xml(c)) return;
    const std::string_view entity = entity_of(c);
    out += entity.empty() ? bytes : entity;
  });
  return out;
}

std::string to_markdown(std::string_view text) {
  constexpr std::string_view kSpecial = "\\`*_[]#|~$";
  std::string out;
  for (const char c : visible(text)) {
    const std::string_view entity = entity_of(static_cast<unsigned char>(c));
    if (c == '\n' || c == '\t') {
      out += ' ';
    } else if (c == '@') {
      out += "@\u200B";  // a mention would notify somebody
    } else if (!entity.empty() && c != '\'' && c != '"') {
      out += entity;
    } else {
      if (kSpecial.find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

std::string fenced(std::string_view text) {
  const std::string shown = visible(text);
  const std::string fence(std::max<std::size_t>(3, longest_run(shown, '`') + 1), '`');
  return fence + "\n" + shown + (shown.ends_with('\n') ? "" : "\n") + fence + "\n";
}

}  // namespace chaos::report

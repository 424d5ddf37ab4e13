#pragma once

#include <string>
#include <string_view>

namespace chaos::report {

/// Each makes arbitrary text safe for a document of its kind. Invalid UTF-8 becomes U+FFFD.

/// For HTML, as content or in a quoted attribute. Control characters are shown by their pictures
/// (U+2400...), so that an escape sequence of a terminal can be seen.
std::string to_html(std::string_view text);

/// HTML that can be scrolled if the page is too narrow for it, also with the keyboard. `label`
/// names it for screen readers; `content` is HTML.
std::string scroll_box(std::string_view label, std::string_view content);

/// For XML, as content or in a quoted attribute. Characters that XML forbids are removed.
std::string to_xml(std::string_view text);

/// For Markdown within a line: nothing in the text is interpreted as markup, an HTML tag, the end
/// of a table cell, or a mention of a user.
std::string to_markdown(std::string_view text);

/// The text as a fenced code block in Markdown, surrounded by line breaks.
std::string fenced(std::string_view text);

}  // namespace chaos::report

#pragma once

#include <string>
#include <string_view>

namespace chaos::report {

/// Each makes text safe to put into a document of its kind, whatever the text holds. Invalid UTF-8
/// becomes U+FFFD.

/// For HTML, as content or in a quoted attribute. Control characters are shown by their pictures
/// (U+2400...), so that an escape sequence of a terminal can be seen.
std::string to_html(std::string_view text);

/// HTML that scrolls where the page is too narrow for it, also by keyboard. `label` names it for
/// those who hear it; `content` is HTML.
std::string scroll_box(std::string_view label, std::string_view content);

/// For XML, as content or in a quoted attribute. Characters that XML forbids are removed.
std::string to_xml(std::string_view text);

/// For Markdown within a line: nothing of the text is taken for markup, an HTML tag, the end of a
/// table's cell or the mention of a user.
std::string to_markdown(std::string_view text);

/// The text as a fenced code block of Markdown, with the line ends around it.
std::string fenced(std::string_view text);

}  // namespace chaos::report

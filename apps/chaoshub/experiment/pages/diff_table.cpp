#include "experiment/pages/diff_table.h"

#include <algorithm>
#include <vector>

#include "experiment/model/secret_values.h"
#include "experiment/model/text_diff.h"
#include "web/parts.h"

namespace chaos::hub::experiment {
namespace {

using web::Html;
using web::html;

constexpr std::size_t kAround = 3;  // unchanged lines shown before and after a change

std::string text_of(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace);
}

/// Whether the other document has another secret at this place; not whether the secret is new.
bool has_another(const Json& other, const JsonPointer& place, const Json& secret) {
  JsonPointer known = place;
  while (!other.contains(known))
    known = known.parent_pointer();
  return known == place ? other.at(place) != secret : !other.at(known).is_object();
}

/// Replaces secrets that are written in the document. `other` is the version to compare with: a
/// secret that has changed must still show as a difference.
Json without_secrets(Json document, const Json* other) {
  replace_secret_values(document, [&](const JsonPointer& place, const Json& secret) {
    const bool changed = other != nullptr && has_another(*other, place, secret);
    return Json(changed ? "*** (not shown; it has changed)" : kHiddenValue);
  });
  return document;
}

/// Which lines are shown: those that differ, and some context.
std::vector<bool> shown_of(const std::vector<DiffLine>& lines) {
  std::vector<bool> shown(lines.size(), false);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].kind == DiffLine::Kind::kSame) continue;
    const std::size_t begin = i < kAround ? 0 : i - kAround;
    const std::size_t end = std::min(i + kAround + 1, lines.size());
    std::fill(shown.begin() + static_cast<std::ptrdiff_t>(begin),
              shown.begin() + static_cast<std::ptrdiff_t>(end), true);
  }
  return shown;
}

Html number_of(std::size_t number) {
  return number == 0 ? Html() : html("{}", number);
}

Html row(const DiffLine& line) {
  const char* look = "same";
  const char* sign = "";
  const char* word = "";
  if (line.kind == DiffLine::Kind::kRemoved) {
    look = "removed";
    sign = "−";
    word = "removed";
  } else if (line.kind == DiffLine::Kind::kAdded) {
    look = "added";
    sign = "+";
    word = "added";
  }
  return html(
      "<tr class=\"{}\"><td>{}</td><td>{}</td><td><span aria-hidden=\"true\">{}</span><span "
      "class=\"unseen\">{}</span></td><td><code>{}</code></td></tr>\n",
      look, number_of(line.before), number_of(line.after), sign, word, line.text);
}

}  // namespace

Html diff_table(const Json& before, const Json& after) {
  const auto lines =
      diff_of(text_of(without_secrets(before, nullptr)), text_of(without_secrets(after, &before)));
  const auto shown = shown_of(lines);
  if (std::ranges::find(shown, true) == shown.end())
    return html("<p>There are no differences.</p>\n");
  Html rows;
  std::int64_t left_out = 0;
  const auto add_gap = [&] {
    if (left_out > 0)
      rows += html("<tr class=\"gap\"><td colspan=\"4\">⋯ {}</td></tr>\n",
                   web::counted(left_out, "unchanged line", "unchanged lines"));
    left_out = 0;
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!shown[i]) {
      ++left_out;
      continue;
    }
    add_gap();
    rows += row(lines[i]);
  }
  add_gap();
  return html(
      "<div class=\"diff\" tabindex=\"0\" role=\"region\" aria-label=\"Differences\"><table><thead "
      "class=\"unseen\"><tr><th scope=\"col\">Line before</th><th scope=\"col\">Line after</th><th "
      "scope=\"col\">Change</th><th scope=\"col\">Text</th></tr></thead><tbody>\n{}</tbody></table>"
      "</div>\n",
      rows);
}

}  // namespace chaos::hub::experiment

#include "report/html_activity.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/excerpt.h"
#include "report/html_outcome.h"
#include "report/markup.h"
#include "report/members.h"
#include "report/timeline.h"

namespace chaos::report {
namespace {

constexpr std::size_t kLongestValue = 8u << 10;  // bytes of one value that are shown
constexpr std::size_t kLongestLine = 80;         // bytes of a value that is shown inline
constexpr std::size_t kMostMembers = 40;         // of an object whose members are shown one by one

std::string detail(std::string_view name, const std::string& html) {
  if (html.empty()) return {};
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, html);
}

/// Short lists and objects on one line; longer ones formatted as in excerpts.
Excerpt shown(const Json& value) {
  if (value.is_structured()) {
    const std::string line = to_json_text(value);
    if (line.size() <= kLongestLine) return beginning_of(line, kLongestLine);
  }
  return excerpt_of(value, kLongestValue);
}

/// A single line as inline code, several lines as a block; with a note if it was truncated.
std::string block(const Json& value) {
  if (value.is_null()) return {};
  const Excerpt excerpt = shown(value);
  const bool is_long =
      excerpt.text.find('\n') != std::string::npos || excerpt.text.size() > kLongestLine;
  std::string out = fmt::format("<{0}>{1}</{0}>", is_long ? "pre" : "code",
                                excerpt.text.empty() ? "(empty)" : to_html(excerpt.text));
  if (excerpt.omitted > 0) {
    out += fmt::format("<p class=\"cut\">{} more are left out here; the journal has them.</p>",
                       human_size(excerpt.omitted));
  }
  return out;
}

/// The members of an object, one per row: strings are easier to read this way than as JSON.
std::string members_of(const Json& object) {
  std::string out = "<dl class=\"members\">\n";
  std::size_t shown = 0;
  for (const auto& [name, value] : object.items()) {
    if (++shown > kMostMembers) {
      out += fmt::format("<dt>…</dt><dd>{} more</dd>\n", object.size() - kMostMembers);
      break;
    }
    out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", to_html(name),
                       value.is_null() ? "<i>null</i>" : block(value));
  }
  return out + "</dl>\n";
}

std::string value_html(const Json& value) {
  return value.is_object() && !value.empty() ? members_of(value) : block(value);
}

/// What was called: "process: /bin/sh", "http: GET http://...", "python: module.function".
std::string call_of(const Json& provider) {
  const std::string type = text_of(member(provider, "type"));
  std::string target;
  if (type == "python") {
    target = text_of(member(provider, "module")) + "." + text_of(member(provider, "func"));
  } else if (type == "http") {
    const std::string method = text_of(member(provider, "method"));
    target = (method.empty() ? "GET" : method) + " " + text_of(member(provider, "url"));
  } else {
    target = text_of(member(provider, "path"));
  }
  if (type.empty() && target.empty()) return {};
  return fmt::format("{} <code>{}</code>", to_html(type), to_html(one_line(target, kLongestValue)));
}

std::string pauses_text(const Json& pauses) {
  std::string text;
  for (const char* side : {"before", "after"}) {
    const Json& pause = member(pauses, side);
    if (pause.is_null()) continue;
    const auto seconds = seconds_of(pause);
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", side,
                        seconds ? human_duration(*seconds) : text_of(pause));
  }
  return to_html(text);
}

std::string details(const Activity& activity) {
  const Json& declared = *activity.declared;
  const Json& provider = member(declared, "provider");
  const Json& tolerance = member(declared, "tolerance");
  std::string out = "<dl class=\"details\">\n";
  out += detail("Problem", to_html(activity.problem));
  out += detail("Calls", call_of(provider));
  out += detail("Arguments", value_html(member(provider, "arguments")));
  out += detail("Tolerance", block(tolerance));
  out += detail("Pauses", pauses_text(member(declared, "pauses")));
  if (activity.run != nullptr) {
    const Json& output = member(*activity.run, "output");
    out += detail("Output", output.is_null() ? "<i>none</i>" : value_html(output));
    const std::string trace = trace_of(activity);
    if (!trace.empty()) out += detail("Exception", block(trace));
  }
  if (activity.start) out += detail("Began", date_and_time(*activity.start));
  out += detail("In the journal", fmt::format("<code>{}</code>", activity.pointer));
  return out + "</dl>\n";
}

std::string tolerance_note(const Activity& activity) {
  if (activity.run == nullptr) return {};
  const auto met = bool_of(member(*activity.run, "tolerance_met"));
  if (!met) return {};
  return *met ? "tolerance met" : "tolerance not met";
}

std::string summary_line(const Summary& summary, const Activity& activity) {
  return fmt::format(
      "<summary>{}<span class=\"name\"><bdi>{}</bdi></span><span class=\"type\">{}{}</span><span "
      "class=\"met\">{}</span><span class=\"began\">{}</span><span class=\"took\">{}</span>"
      "</summary>\n",
      pill(activity.outcome), to_html(activity.name), to_html(activity.type),
      activity.background ? ", in the background" : "", tolerance_note(activity),
      offset_of(summary, activity.start), took(activity));
}

}  // namespace

std::string anchor_of(const Activity& activity, std::size_t number) {
  std::string anchor = fmt::format("run-{}{}", number, activity.pointer);
  std::replace(anchor.begin(), anchor.end(), '/', '-');
  return anchor;
}

std::string html_activity(const Summary& summary, const Activity& activity, std::size_t number,
                          bool open) {
  return fmt::format("<details class=\"activity {}\" id=\"{}\"{}>\n{}{}</details>\n",
                     css_class(activity.outcome), anchor_of(activity, number), open ? " open" : "",
                     summary_line(summary, activity), details(activity));
}

}  // namespace chaos::report

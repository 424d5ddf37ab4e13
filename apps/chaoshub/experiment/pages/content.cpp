#include "experiment/pages/content.h"

#include <fmt/format.h>

#include "experiment/model/secret_values.h"
#include "json/excerpt.h"
#include "report/members.h"
#include "web/parts.h"

namespace chaos::hub::experiment {
namespace {

using report::list_of;
using report::member;
using report::text_of;
using web::Html;
using web::html;

constexpr std::size_t kLongestValue = 8u << 10;  // how many bytes of a value are shown
constexpr std::size_t kLongestLine = 80;

/// Inline code, or a block if it is too long for that.
Html value_of(const Json& value) {
  const std::string line = value.is_string() ? value.get<std::string>() : to_json_text(value);
  if (line.size() <= kLongestLine && line.find('\n') == std::string::npos)
    return html("<code>{}</code>", line);
  const auto excerpt = excerpt_of(value, kLongestValue);
  return html("<pre>{}{}</pre>", excerpt.text, excerpt.omitted > 0 ? "…" : "");
}

Html row(const char* name, const Json& value) {
  return value.is_null() ? Html() : html("<dt>{}</dt><dd>{}</dd>\n", name, value_of(value));
}

std::string text_or(const Json& value, const char* otherwise) {
  const std::string text = text_of(value);
  return text.empty() ? otherwise : text;
}

/// "process /bin/sh", "http GET https://...", "python module.function"
Html call_of(const Json& provider) {
  const std::string type = text_of(member(provider, "type"));
  std::string target = text_of(member(provider, "path"));
  if (type == "python")
    target = text_of(member(provider, "module")) + "." + text_of(member(provider, "func"));
  if (type == "http")
    target = text_or(member(provider, "method"), "GET") + " " + text_of(member(provider, "url"));
  return html("{} <code>{}</code>", type, target);
}

Html activity(const Json& declared) {
  if (const Json& ref = member(declared, "ref"); ref.is_string())
    return html("<li><b>{}</b> <span class=\"type\">again, as above</span></li>\n",
                web::name(text_of(ref)));
  const Json& provider = member(declared, "provider");
  Html rows;
  if (provider.is_object()) rows += html("<dt>Calls</dt><dd>{}</dd>\n", call_of(provider));
  rows += row("Arguments", member(provider, "arguments"));
  rows += row("Tolerance", member(declared, "tolerance"));
  rows += row("Pauses", member(declared, "pauses"));
  rows += row("Controls", member(declared, "controls"));
  return html(
      "<li><b>{}</b> <span class=\"type\">{}{}</span>\n<dl class=\"details\">\n{}</dl></li>\n",
      web::name(text_or(member(declared, "name"), "without a name")),
      text_or(member(declared, "type"), "activity"),
      member(declared, "background") == true ? ", in the background" : "", rows);
}

Html activities(const Json& list) {
  if (list_of(list).empty()) return html("<p>None.</p>\n");
  return html("<ol class=\"content\">\n{}</ol>\n", web::each(list_of(list), activity));
}

Html hypothesis(const Json& hypothesis) {
  if (!hypothesis.is_object()) return {};
  return html("<section><h2>Steady-state hypothesis</h2>\n<p>{}</p>\n{}</section>\n",
              web::name(text_of(member(hypothesis, "title"))),
              activities(member(hypothesis, "probes")));
}

Html configuration(const Json& configuration) {
  if (!configuration.is_object() || configuration.empty()) return {};
  Html rows;
  for (const auto& [name, value] : configuration.items())
    rows += html("<dt>{}</dt><dd>{}</dd>\n", name, value_of(value));
  return html("<section><h2>Configuration</h2>\n<dl class=\"members\">\n{}</dl></section>\n", rows);
}

Html secrets(const Json& secrets) {
  if (!secrets.is_object() || secrets.empty()) return {};
  Html items;
  for (const auto& [scope, names] : secrets.items()) {
    std::string list;
    if (names.is_object() && !names.contains("type"))
      for (const auto& [name, value] : names.items())
        list += (list.empty() ? ": " : ", ") + name;
    items += html("<li><b>{}</b>{}</li>\n", scope, list);
  }
  return html(
      "<section><h2>Secrets</h2>\n<p class=\"note\">Names only.</p>\n<ul>{}</ul>"
      "</section>\n",
      items);
}

}  // namespace

Html content_of(const Json& published) {
  const Json experiment = without_secret_values(published);
  Html all;
  if (const std::string description = text_of(member(experiment, "description"));
      !description.empty())
    all += html(
        "<section><h2>Description</h2>\n<p class=\"description\" dir=\"auto\">{}</p></section>\n",
        beginning_of(description, kLongestValue).text);
  all += hypothesis(member(experiment, "steady-state-hypothesis"));
  all += html("<section><h2>Method</h2>\n{}</section>\n", activities(member(experiment, "method")));
  all += html("<section><h2>Rollbacks</h2>\n{}</section>\n",
              activities(member(experiment, "rollbacks")));
  all += configuration(member(experiment, "configuration"));
  all += secrets(member(experiment, "secrets"));
  return all;
}

}  // namespace chaos::hub::experiment

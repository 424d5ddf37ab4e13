#include "web/api_page.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/parts.h"

namespace chaos::hub::web {
namespace {

constexpr std::array<const char*, 6> kMethods = {"get", "post", "put", "patch", "delete", "head"};
constexpr std::string_view kSchemas = "#/components/schemas/";

const Json& member(const Json& object, const char* key) {
  static const Json nothing;
  const Json* found = object.is_object() ? find(object, key) : nullptr;
  return found == nullptr ? nothing : *found;
}

std::string text_at(const Json& object, const char* key) {
  const Json& value = member(object, key);
  return value.is_string() ? value.get<std::string>() : "";
}

/// The object itself, or the one that its "$ref" refers to.
const Json& resolved(const Json& description, const Json& object) {
  const std::string reference = text_at(object, "$ref");
  if (!reference.starts_with("#/")) return object;
  return description.at(Json::json_pointer(reference.substr(1)));
}

/// Text in which backticks mark code.
Html inline_text(std::string_view text) {
  Html all;
  bool is_code = false;
  while (true) {
    const auto end = std::min(text.find('`'), text.size());
    const std::string_view piece = text.substr(0, end);
    all += is_code ? html("<code>{}</code>", piece) : html("{}", piece);
    if (end == text.size()) return all;
    text.remove_prefix(end + 1);
    is_code = !is_code;
  }
}

/// Text in which blank lines separate paragraphs.
Html paragraphs(std::string_view text) {
  Html all;
  while (!text.empty()) {
    const auto end = std::min(text.find("\n\n"), text.size());
    if (const std::string_view piece = text.substr(0, end);
        piece.find_first_not_of(" \n") != std::string_view::npos)
      all += html("<p>{}</p>\n", inline_text(piece));
    text.remove_prefix(std::min(end + 2, text.size()));
  }
  return all;
}

std::string json_text(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Html type_of(const Json& schema);

/// "a or b", for alternatives.
Html any_of(const Json& choices) {
  Html all;
  for (const Json& choice : choices) {
    if (!all.empty()) all += html(" or ");
    all += type_of(choice);
  }
  return all;
}

Html members_of(const Json& schema) {
  Html items;
  for (const auto& [name, property] : member(schema, "properties").items()) {
    const Json& required = member(schema, "required");
    const bool is_required =
        required.is_array() && std::ranges::find(required, Json(name)) != required.end();
    const std::string about = text_at(property, "description");
    items += html("<li><code>{}</code>: {}{}{}</li>\n", name, type_of(property),
                  is_required ? html(", required") : Html(),
                  about.empty() ? Html() : html(". {}", inline_text(about)));
  }
  return items.empty() ? Html() : html("<ul>\n{}</ul>", items);
}

/// "string", a link to a schema, or an object's members.
Html type_of(const Json& schema) {
  const std::string reference = text_at(schema, "$ref");
  if (reference.starts_with(kSchemas)) {
    const std::string name = reference.substr(kSchemas.size());
    return html("<a href=\"#schema-{}\">{}</a>", name, name);
  }
  for (const char* key : {"oneOf", "anyOf"})
    if (const Json& choices = member(schema, key); choices.is_array()) return any_of(choices);
  if (const Json& values = member(schema, "enum"); values.is_array()) {
    Html all;
    for (const Json& value : values)
      all += html("{}<code>{}</code>", all.empty() ? "" : ", ", json_text(value));
    return html("one of {}", all);
  }
  if (const Json* value = schema.is_object() ? find(schema, "const") : nullptr)
    return html("<code>{}</code>", json_text(*value));
  const Json& type = member(schema, "type");
  if (type == "array") return html("array of {}", type_of(member(schema, "items")));
  if (type == "object" || member(schema, "properties").is_object())
    return html("object{}", members_of(schema));
  if (type.is_array()) {
    std::string names;
    for (const Json& name : type)
      names += (names.empty() ? "" : " or ") + name.get<std::string>();
    return html("{}", names);
  }
  if (!type.is_string()) return html("anything");
  const std::string format = text_at(schema, "format");
  return html("{}{}", type.get<std::string>(), format.empty() ? "" : " (" + format + ")");
}

Html parameter_list(const Json& description, const Json& path, const Json& operation) {
  Html items;
  for (const Json* list : {&member(path, "parameters"), &member(operation, "parameters")}) {
    if (!list->is_array()) continue;
    for (const Json& reference : *list) {
      const Json& parameter = resolved(description, reference);
      const bool is_required = member(parameter, "required") == true;
      const std::string about = text_at(parameter, "description");
      items += html("<li><code>{}</code> in the {}: {}{}{}</li>\n", text_at(parameter, "name"),
                    text_at(parameter, "in"), type_of(member(parameter, "schema")),
                    is_required ? html(", required") : Html(),
                    about.empty() ? Html() : html(". {}", inline_text(about)));
    }
  }
  return items.empty() ? Html() : html("<h3>Parameters</h3>\n<ul>\n{}</ul>\n", items);
}

/// "application/json: Experiment", for each type.
Html content_of(const Json& body) {
  Html all;
  for (const auto& [type, content] : member(body, "content").items())
    all += html("<div><code>{}</code>: {}</div>", type, type_of(member(content, "schema")));
  return all;
}

Html body_of(const Json& description, const Json& operation) {
  const Json& body = resolved(description, member(operation, "requestBody"));
  if (!body.is_object()) return {};
  return html("<h3>Body</h3>\n<div>{}{}</div>\n", inline_text(text_at(body, "description")),
              content_of(body));
}

Html answers_of(const Json& description, const Json& operation) {
  Html items;
  for (const auto& [status, reference] : member(operation, "responses").items()) {
    const Json& response = resolved(description, reference);
    items += html("<li><b>{}</b>: {}{}</li>\n", status == "default" ? "Other" : status,
                  inline_text(text_at(response, "description")), content_of(response));
  }
  return html("<h3>Responses</h3>\n<ul>\n{}</ul>\n", items);
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

struct Operation {
  std::string path;
  std::string method;
  const Json* of_path;
  const Json* operation;
};

Html shown(const Json& description, const Operation& one) {
  return html(
      "<details class=\"operation\" id=\"{}\"><summary><code>{} {}</code> "
      "<span>{}</span></summary>\n"
      "{}{}{}{}</details>\n",
      text_at(*one.operation, "operationId"), upper(one.method), one.path,
      inline_text(text_at(*one.operation, "summary")),
      paragraphs(text_at(*one.operation, "description")),
      parameter_list(description, *one.of_path, *one.operation),
      body_of(description, *one.operation), answers_of(description, *one.operation));
}

/// What an operation is about: "Experiments" for paths below a team's "/experiments".
std::string subject_of(std::string path) {
  for (const std::string_view outer : {"/api/v1", "/organizations/{org}", "/teams/{team}"})
    if (path.starts_with(outer) && path.size() > outer.size() && path.at(outer.size()) == '/' &&
        path.at(outer.size() + 1) != '{')
      path.erase(0, outer.size());
  std::string subject = path.substr(1, path.find('/', 1) - 1);
  if (const auto dot = subject.find('.'); dot != std::string::npos || subject.empty())
    return "General";
  std::ranges::replace(subject, '-', ' ');
  subject[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(subject[0])));
  return subject;
}

using Group = std::pair<std::string, std::vector<Operation>>;

/// In the order of the description.
std::vector<Group> groups_of(const Json& description) {
  std::vector<Group> groups;
  for (const auto& [path, of_path] : member(description, "paths").items())
    for (const char* method : kMethods) {
      const Json& operation = member(of_path, method);
      if (!operation.is_object()) continue;
      const std::string subject = subject_of(path);
      auto group = std::ranges::find(groups, subject, &Group::first);
      if (group == groups.end()) group = groups.insert(groups.end(), {subject, {}});
      group->second.push_back({path, method, &of_path, &operation});
    }
  return groups;
}

Html schema_section(const Json& description) {
  const Json& schemas = member(member(description, "components"), "schemas");
  Html all;
  for (const auto& [name, schema] : schemas.items())
    all += html(
        "<details class=\"operation\" "
        "id=\"schema-{}\"><summary><code>{}</code></summary>\n{}<div>{}"
        "</div></details>\n",
        name, name, paragraphs(text_at(schema, "description")), type_of(schema));
  return html("<section id=\"schemas\"><h2>Schemas</h2>\n{}</section>\n", all);
}

}  // namespace

Html api_reference(const Json& description) {
  Html all = html("<section>{}</section>\n",
                  paragraphs(text_at(member(description, "info"), "description")));
  for (const auto& [subject, operations] : groups_of(description))
    all += html("<section><h2>{}</h2>\n{}</section>\n", subject,
                each(operations, [&](const Operation& one) { return shown(description, one); }));
  all += schema_section(description);
  return all;
}

}  // namespace chaos::hub::web

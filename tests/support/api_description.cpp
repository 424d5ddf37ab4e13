#include "support/api_description.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "document/yaml_reader.h"
#include "json/json_reader.h"
#include "os/file.h"

namespace chaos::testing {
namespace {

using valijson::adapters::NlohmannJsonAdapter;

/// The validator only supports the library's own type, whose keys are unordered.
nlohmann::json unordered(const Json& value) {
  return nlohmann::json::parse(to_json_text(value));
}

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  std::istringstream stream(path);
  for (std::string part; std::getline(stream, part, '/');)
    parts.push_back(part);
  return parts;
}

/// Escapes a part of a JSON pointer.
std::string escaped(std::string key) {
  for (const auto& [plain, code] : {std::pair("~", "~0"), std::pair("/", "~1")}) {
    for (std::size_t at = 0; (at = key.find(plain, at)) != key.npos; at += 2)
      key.replace(at, 1, code);
  }
  return key;
}

bool is_parameter(const std::string& part) {
  return part.starts_with('{');
}

/// The named parts of `path` if it matches the template.
std::optional<std::map<std::string, std::string>> fit(const std::vector<std::string>& path,
                                                      const std::vector<std::string>& pattern) {
  if (path.size() != pattern.size()) return std::nullopt;
  std::map<std::string, std::string> parameters;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (is_parameter(pattern[i]) && !path[i].empty())
      parameters[pattern[i].substr(1, pattern[i].size() - 2)] = path[i];
    else if (path[i] != pattern[i])
      return std::nullopt;
  }
  return parameters;
}

/// Whether the validator only repeats that something inside the value is invalid.
bool is_echo(const std::string& description) {
  return description.find("associated with property name") != description.npos ||
         description.find("against child schema") != description.npos;
}

std::string media_type(const std::string& content_type) {
  return content_type.substr(0, content_type.find(';'));
}

/// Converts the way in which OpenAPI 3.0 states that something may be null.
Json without_nullable(Json schema) {
  for (Json& part : schema)
    if (part.is_structured()) part = without_nullable(std::move(part));
  if (!schema.is_object() || schema.value("nullable", Json()) != true) return schema;
  schema.erase("nullable");
  return {{"anyOf", {std::move(schema), {{"type", "null"}}}}};
}

Json read_description(const std::string& path) {
  Json document = parse_yaml(os::FileSystem::real().read(path), path);
  const bool old = document.at("openapi").get<std::string>().starts_with("3.0.");
  return old ? without_nullable(std::move(document)) : document;
}

/// The path of the API's URL, which may be "{scheme}://{host}/api/v1".
std::string base_of(const Json& document) {
  const Json* servers = find(document, "servers");
  if (servers == nullptr) return {};
  const auto url = servers->at(0).at("url").get<std::string>();
  const std::size_t authority = url.find("://");
  const std::size_t path = url.find('/', authority == url.npos ? 0 : authority + 3);
  return path == url.npos || path + 1 == url.size() ? "" : url.substr(path);
}

}  // namespace

/// The description's schemas, compiled when they are first needed.
class ApiDescription::Schemas {
 public:
  explicit Schemas(const Json& document) : document_(unordered(document)) {}

  std::vector<std::string> problems(const std::string& pointer, const Json& value) {
    const nlohmann::json plain = unordered(value);
    valijson::ValidationResults results;
    valijson::Validator validator;
    if (validator.validate(schema(pointer), NlohmannJsonAdapter(plain), &results)) return {};
    std::vector<std::string> problems;
    for (const auto& error : results) {
      if (is_echo(error.description)) continue;
      std::string place;
      for (const auto& part : error.context)
        place += part;
      problems.push_back(fmt::format("{}: {}", place, error.description));
    }
    return problems;
  }

 private:
  const valijson::Schema& schema(const std::string& pointer) {
    std::unique_ptr<valijson::Schema>& schema = ready_[pointer];
    if (schema != nullptr) return *schema;
    schema = std::make_unique<valijson::Schema>();
    document_["allOf"] = {{{"$ref", "#" + pointer}}};  // references may refer to the whole document
    valijson::SchemaParser().populateSchema(NlohmannJsonAdapter(document_), *schema);
    return *schema;
  }

  nlohmann::json document_;
  std::map<std::string, std::unique_ptr<valijson::Schema>> ready_;
};

ApiDescription::ApiDescription(const std::string& path)
    : document_(read_description(path)),
      base_(base_of(document_)),
      schemas_(std::make_unique<Schemas>(document_)) {
  for (const auto& [pattern, methods] : document_.at("paths").items()) {
    for (const auto& [method, operation] : methods.items()) {
      if (!operation.is_object()) continue;  // parameters of all methods
      std::string name = method;
      std::transform(name.begin(), name.end(), name.begin(), ::toupper);
      operations_[operation.at("operationId")] = {
          .method = name,
          .path = parts_of(base_ + pattern),
          .pointer = fmt::format("/paths/{}/{}", escaped(pattern), method)};
    }
  }
}

ApiDescription::~ApiDescription() = default;

std::unique_ptr<ApiDescription> ApiDescription::from_environment(const char* variable) {
  const char* path = std::getenv(variable);
  return path == nullptr ? nullptr : std::make_unique<ApiDescription>(path);
}

std::vector<std::string> ApiDescription::lines() const {
  std::vector<std::string> lines;
  for (const auto& [name, operation] : operations_)
    lines.push_back(fmt::format("{} {}", operation.method, fmt::join(operation.path, "/")));
  return lines;
}

std::optional<ApiCall> ApiDescription::match(const std::string& method,
                                             const std::string& target) const {
  const auto path = parts_of(target.substr(0, target.find('?')));
  for (const auto& [name, operation] : operations_) {
    if (operation.method != method) continue;
    if (auto parameters = fit(path, operation.path)) {
      return ApiCall{.operation = name, .parameters = std::move(*parameters)};
    }
  }
  return std::nullopt;
}

const Json& ApiDescription::at(const std::string& pointer) const {
  return document_.at(Json::json_pointer(pointer));
}

/// The target of the reference at `pointer`, or `pointer` itself.
std::string ApiDescription::resolve(const std::string& pointer) const {
  const Json* reference = find(at(pointer), "$ref");
  return reference != nullptr ? reference->get<std::string>().substr(1) : pointer;
}

std::vector<std::string> ApiDescription::problems_of_content(const std::string& pointer,
                                                             const std::string& content_type,
                                                             const std::string& body) {
  const Json* content = find(at(pointer), "content");
  if (content == nullptr) {
    if (body.empty()) return {};
    return {"there is a body where none is described: " + body};
  }
  const std::string type = media_type(content_type);
  if (!content->contains(type)) return {fmt::format("the content type is '{}'", content_type)};
  if (type != "application/json" && !type.ends_with("+json")) return {};
  try {
    return schemas_->problems(fmt::format("{}/content/{}/schema", pointer, escaped(type)),
                              parse_json(body));
  } catch (const JsonSyntaxError& error) {
    return {fmt::format("the body is no JSON: {}", error.what())};
  }
}

std::vector<std::string> ApiDescription::problems_of_request(const std::string& operation,
                                                             const std::string& content_type,
                                                             const std::string& body) {
  const std::string& pointer = operations_.at(operation).pointer;
  if (at(pointer).contains("requestBody")) {
    const std::string described = resolve(pointer + "/requestBody");
    const bool optional = !at(described).value("required", false);
    if (optional && body.empty() && content_type.empty()) return {};
    return problems_of_content(described, content_type, body);
  }
  if (body.empty()) return {};
  return {"there is a body where none is described: " + body};
}

std::vector<std::string> ApiDescription::problems_of_response(const std::string& operation,
                                                              int status,
                                                              const std::string& content_type,
                                                              const std::string& body) {
  const std::string responses = operations_.at(operation).pointer + "/responses/";
  for (const std::string& key : {std::to_string(status), std::string("default")}) {
    if (!document_.contains(Json::json_pointer(responses + key))) continue;
    return problems_of_content(resolve(responses + key), content_type, body);
  }
  return {fmt::format("the status {} is not described", status)};
}

std::vector<std::string> ApiDescription::problems_of(const std::string& schema, const Json& value) {
  return schemas_->problems("/components/schemas/" + schema, value);
}

}  // namespace chaos::testing

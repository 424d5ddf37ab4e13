#include "document/http_source.h"

#include <fmt/format.h>

#include <optional>

#include "chaos/error.h"
#include "document/source_mistake.h"
#include "document/yaml_reader.h"
#include "json/json_reader.h"
#include "log/log.h"
#include "os/environment.h"

namespace chaos {
namespace {

// PyYAML's name for a source that is not a file.
constexpr const char* kTextName = "<unicode string>";

InvalidSource invalid(std::string message, Position position, const std::string& url,
                      std::string hint = "") {
  position.file = url;
  return InvalidSource(Diagnostic{.message = std::move(message),
                                  .pointer = "",
                                  .hint = std::move(hint),
                                  .position = std::move(position)});
}

InvalidSource syntax_error(std::string message, SourceMistake mistake, const std::string& url) {
  return invalid(std::move(message), std::move(mistake.position), url, std::move(mistake.hint));
}

std::string trimmed(const std::string& text) {
  constexpr const char* kSpace = " \t\r\n\f\v";
  const std::size_t begin = text.find_first_not_of(kSpace);
  return begin == text.npos ? "" : text.substr(begin, text.find_last_not_of(kSpace) + 1 - begin);
}

/// The authority of the URL: user, host and port as written.
std::string authority_of(const std::string& url) {
  const std::size_t begin = url.find("//");
  if (begin == url.npos) return {};
  const std::size_t end = url.find_first_of("/?#", begin + 2);
  return url.substr(begin + 2, end == url.npos ? end : end - begin - 2);
}

std::optional<std::string> authorization(const std::string& url, const Json& settings) {
  const auto token = os::environment_variable("CHAOSTOOLKIT_LOADER_AUTH_BEARER_TOKEN");
  if (token && !token->empty()) return "bearer " + trimmed(*token);
  const Json* auths = find(settings, "auths");
  const Json* auth = auths != nullptr ? find(*auths, authority_of(url)) : nullptr;
  if (auth == nullptr) return std::nullopt;
  const Json* type = find(*auth, "type");
  const Json* value = find(*auth, "value");
  if (type == nullptr || value == nullptr) {
    throw InvalidSource(Diagnostic{
        .message = fmt::format("The settings' auths entry for '{}' needs a type and a value.",
                               authority_of(url)),
        .pointer = "",
        .hint = "write e.g. {type: bearer, value: TOKEN}",
        .position = {}});
  }
  return fmt::format("{} {}", python_str(*type), python_str(*value));
}

net::HttpResponse fetch(const std::string& url, const Json& settings, bool verify_tls,
                        const std::stop_token& stop, net::HttpClient& client) {
  net::HttpRequest request;
  request.url = url;
  request.verify_tls = verify_tls;
  request.headers.emplace_back("Accept", "application/json, application/x-yaml");
  if (auto value = authorization(url, settings)) {
    request.headers.emplace_back("Authorization", *std::move(value));
  }
  try {
    return client.send(request, Deadline::never(), stop);
  } catch (const net::HttpError& error) {
    throw invalid(fmt::format("Failed to fetch the experiment: {}", error.what()), {}, url);
  }
}

Document parse_as_json(const std::string& url, const std::string& text) {
  Document document{.root = {}, .name = url, .text = text, .format = Document::Format::kJson};
  document.root = parse_json(text, &document.repeats_keys);
  return document;
}

Document parse_as_yaml(const std::string& url, const std::string& text) {
  Document document{.root = {}, .name = url, .text = text, .format = Document::Format::kYaml};
  document.root = parse_yaml(text, kTextName, &document.repeats_keys);
  return document;
}

Document read_json(const std::string& url, const std::string& text) {
  try {
    return parse_as_json(url, text);
  } catch (const JsonSyntaxError& error) {
    throw syntax_error(fmt::format("Failed parsing JSON experiment: {}", error.what()),
                       json_mistake(text, error.what(), error.position()), url);
  }
}

Document read_yaml(const std::string& url, const std::string& text) {
  try {
    return parse_as_yaml(url, text);
  } catch (const YamlError& error) {
    throw syntax_error(fmt::format("Failed parsing YAML experiment: {}", error.what()),
                       yaml_mistake(text, error.what(), error.position()), url);
  }
}

/// Nearly all JSON is also YAML, so whatever is not valid JSON is parsed as YAML.
Document read_either(const std::string& url, const std::string& text) {
  try {
    return parse_as_json(url, text);
  } catch (const JsonSyntaxError&) {
    return read_yaml(url, text);
  }
}

}  // namespace

Document fetch_document(const std::string& url, const Json& settings, bool verify_tls,
                        std::stop_token stop, net::HttpClient& client) {
  const net::HttpResponse response = fetch(url, settings, verify_tls, stop, client);
  const std::string text = net::body_text(response);
  if (response.status != 200) {
    throw invalid(fmt::format("Failed to fetch the experiment: {}", text), {}, url,
                  text.empty() ? fmt::format("the server answered {} {} with an empty body",
                                             response.status, response.reason)
                               : "");
  }
  log::debug(fmt::format("Fetched experiment: \n{}", text));
  const std::string* header = response.header("Content-Type");
  const std::string type = header != nullptr ? *header : "";
  const auto says = [&](const char* name) { return type.find(name) != type.npos; };
  if (says("application/json")) return read_json(url, text);
  if (says("application/x-yaml") || says("text/yaml")) return read_yaml(url, text);
  if (says("text/plain")) return read_either(url, text);
  throw invalid("only files with json, yaml or yml extensions are supported", {}, url,
                fmt::format("the server must send the content type application/json or "
                            "application/x-yaml, not '{}'",
                            type));
}

}  // namespace chaos

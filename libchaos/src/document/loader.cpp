#include "document/loader.h"

#include <fmt/format.h>

#include <system_error>

#include "chaos/error.h"
#include "document/http_source.h"
#include "document/source_mistake.h"
#include "document/yaml_reader.h"
#include "json/json_reader.h"
#include "os/file.h"

namespace chaos {
namespace {

constexpr const char* kExtensions = "only files with json, yaml or yml extensions are supported";

InvalidSource syntax_error(const std::string& message, SourceMistake mistake,
                           const std::string& name) {
  mistake.position.file = name;
  return InvalidSource(Diagnostic{.message = message,
                                  .hint = std::move(mistake.hint),
                                  .position = std::move(mistake.position)});
}

/// Parses the document's text into its value.
void parse(Document& document) {
  if (document.format == Document::Format::kJson) {
    try {
      document.root = parse_json(document.text, &document.repeats_keys);
      return;
    } catch (const JsonSyntaxError& error) {
      throw syntax_error(fmt::format("Failed parsing JSON experiment: {}", error.what()),
                         json_mistake(document.text, error.what(), error.position()),
                         document.name);
    }
  }
  try {
    document.root = parse_yaml(document.text, document.name, &document.repeats_keys);
  } catch (const YamlError& error) {
    throw syntax_error(fmt::format("Failed parsing YAML experiment: {}", error.what()),
                       yaml_mistake(document.text, error.what(), error.position()), document.name);
  }
}

/// Python's text files replace "\r\n" and "\r" by "\n", so the positions in messages count them as
/// one.
std::string with_plain_newlines(const std::string& text) {
  if (text.find('\r') == std::string::npos) return text;
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (!pair) plain += text[i] == '\r' ? '\n' : text[i];
  }
  return plain;
}

Document load_file(const std::string& path) {
  Document document{.root = {}, .name = path, .text = {}, .format = Document::Format::kJson};
  if (path.ends_with(".yaml") || path.ends_with(".yml")) {
    document.format = Document::Format::kYaml;
  } else if (!path.ends_with(".json")) {
    throw InvalidSource(Diagnostic{.message = kExtensions,
                                   .hint = "rename the file so that its extension tells its format",
                                   .position = {.file = path}});
  }
  try {
    document.text = os::FileSystem::real().read(path);
  } catch (const std::system_error& error) {
    throw InvalidSource(
        Diagnostic{.message = fmt::format("Failed reading '{}': {}", path, error.code().message()),
                   .position = {.file = path}});
  }
  if (document.format == Document::Format::kJson)
    document.text = with_plain_newlines(document.text);
  parse(document);
  return document;
}

/// The lower-case scheme of a URL, as parsed by Python's urlparse; "" if there is none.
std::string scheme_of(const std::string& source) {
  const auto colon = source.find(':');
  if (colon == std::string::npos || colon == 0) return {};
  std::string scheme = source.substr(0, colon);
  for (char& c : scheme) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '+' && c != '-' && c != '.') {
      return {};
    }
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return std::isalpha(static_cast<unsigned char>(scheme.front())) != 0 ? scheme : std::string();
}

}  // namespace

Document load_document(const std::string& source, const Json& settings, bool verify_tls,
                       std::stop_token stop) {
  if (os::FileSystem::real().exists(source)) return load_file(source);
  const std::string scheme = scheme_of(source);
  if (scheme.empty()) {
    throw InvalidSource(Diagnostic{.message = fmt::format("Path \"{}\" does not exist.", source),
                                   .position = {.file = source}});
  }
  if (scheme != "http" && scheme != "https") {
    throw InvalidSource(fmt::format("'{}' is not a supported source scheme.", scheme));
  }
  return fetch_document(source, settings, verify_tls, std::move(stop));
}

}  // namespace chaos

#include "document/loader.h"

#include <fmt/format.h>

#include <cctype>
#include <optional>
#include <string_view>
#include <system_error>

#include "chaos/error.h"
#include "document/http_source.h"
#include "document/yaml_reader.h"
#include "json/json_reader.h"
#include "os/file.h"
#include "os/write_target.h"

namespace chaos {
namespace {

constexpr const char* kExtensions = "only files with json, yaml or yml extensions are supported";

InvalidSource syntax_error(const std::string& message, Position position, const std::string& name) {
  position.file = name;
  return InvalidSource(Diagnostic{.message = message, .position = std::move(position)});
}

/// Parses the document's text into its value.
void parse(Document& document) {
  if (document.format == Document::Format::kJson) {
    try {
      document.root = parse_json(document.text, &document.repeats_keys);
      return;
    } catch (const JsonSyntaxError& error) {
      throw syntax_error(fmt::format("Failed parsing JSON experiment: {}", error.what()),
                         error.position(), document.name);
    }
  }
  try {
    document.root = parse_yaml(document.text, document.name, &document.repeats_keys);
  } catch (const YamlError& error) {
    throw syntax_error(fmt::format("Failed parsing YAML experiment: {}", error.what()),
                       error.position(), document.name);
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

/// The format that the extension tells, in any case.
std::optional<Document::Format> format_of_name(std::string path) {
  for (char& c : path)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (path.ends_with(".yaml") || path.ends_with(".yml")) return Document::Format::kYaml;
  if (path.ends_with(".json")) return Document::Format::kJson;
  return std::nullopt;
}

/// Standard input, a pipe (`<(...)`), or a descriptor: its name says nothing about its format.
bool is_unnamed(const std::string& path) {
  return path.starts_with("/dev/") || path.starts_with("/proc/") || os::is_special_file(path);
}

Document::Format format_of_text(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  const bool is_json = first != text.npos && (text[first] == '{' || text[first] == '[');
  return is_json ? Document::Format::kJson : Document::Format::kYaml;
}

/// `name` is shown, `path` is read.
Document load_file(const std::string& name, const std::string& path,
                   std::optional<Document::Format> format) {
  Document document{.root = {}, .name = name, .text = {}, .format = Document::Format::kJson};
  if (!format) format = format_of_name(path);
  if (!format && !is_unnamed(path)) {
    throw InvalidSource(Diagnostic{
        .message = kExtensions,
        .hint = "rename the file so that its extension tells its format, or use --source-format",
        .position = {.file = name}});
  }
  try {
    document.text = os::FileSystem::real().read(path);
  } catch (const std::system_error& error) {
    throw InvalidSource(
        Diagnostic{.message = fmt::format("Failed reading '{}': {}", name, error.code().message()),
                   .position = {.file = name}});
  }
  document.format = format ? *format : format_of_text(document.text);
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
                       std::stop_token stop, std::optional<Document::Format> format) {
  if (source == os::kStandardInput) return load_file("<stdin>", "/dev/stdin", format);
  if (os::FileSystem::real().exists(source)) return load_file(source, source, format);
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

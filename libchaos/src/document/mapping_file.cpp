#include "document/mapping_file.h"

#include <fmt/format.h>

#include <system_error>

#include "chaos/error.h"
#include "document/yaml_reader.h"
#include "json/json_reader.h"

namespace chaos {
namespace {

// Errors give the place only in their text, because the line at a position would be displayed.

[[noreturn]] void refuse(std::string message, std::string hint) {
  throw InvalidSource(Diagnostic{.message = std::move(message), .hint = std::move(hint)});
}

[[noreturn]] void refuse_syntax(const char* problem, const std::string& path,
                                std::string_view what) {
  refuse(fmt::format("Failed to parse {} file '{}': {}", what, path, problem),
         "correct the file; nothing was run");
}

}  // namespace

bool is_mapping_file(std::string_view path) {
  return path.ends_with(".json") || path.ends_with(".yaml") || path.ends_with(".yml");
}

Json parse_mapping_file(std::string_view text, const std::string& path, std::string_view what) {
  if (text.empty()) return nullptr;
  Json content;
  try {
    // Because the source is named by its path, errors do not quote the YAML.
    content = path.ends_with(".json") ? parse_json(text) : parse_yaml(text, path);
  } catch (const JsonSyntaxError& error) {
    refuse_syntax(error.what(), path, what);
  } catch (const YamlError& error) {
    refuse_syntax(error.what(), path, what);
  }
  if (content.is_null() || content.is_object()) return content;
  refuse(fmt::format("{} file '{}' must be a mapping", what, path),
         "write names with their values");
}

Json read_mapping_file(const std::string& path, std::string_view what, os::FileSystem& files) {
  std::string text;
  try {
    text = files.read(path);
  } catch (const std::system_error& error) {
    refuse(fmt::format("Cannot read {} file '{}': {}", what, path, error.code().message()),
           "nothing was run");
  }
  return parse_mapping_file(text, path, what);
}

}  // namespace chaos

#include "document/mapping_file.h"

#include <fmt/format.h>

#include "document/yaml_reader.h"
#include "json/json_reader.h"

namespace chaos {

bool is_mapping_file(std::string_view path) {
  return path.ends_with(".json") || path.ends_with(".yaml") || path.ends_with(".yml");
}

std::optional<Json> parse_mapping_file(std::string_view text, const std::string& path,
                                       std::string_view what,
                                       const std::function<void(const std::string&)>& report) {
  const auto refuse = [&](const char* problem) {
    report(fmt::format("Failed to parse {} file '{}': {}", what, path, problem));
    return std::nullopt;
  };
  try {
    // Named by its path, the YAML is not quoted in errors: it may hold secrets.
    return path.ends_with(".json") ? parse_json(text) : parse_yaml(text, path);
  } catch (const JsonSyntaxError& error) {
    return refuse(error.what());
  } catch (const YamlError& error) {
    return refuse(error.what());
  }
}

}  // namespace chaos

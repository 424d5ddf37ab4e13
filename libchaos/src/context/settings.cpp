#include "context/settings.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "document/yaml_reader.h"
#include "log/log.h"
#include "os/executable.h"
#include "os/file.h"

namespace chaos {

std::string default_settings_path() {
  return os::expand_user("~/.chaostoolkit/settings.yaml");
}

Json load_settings(const std::string& path) {
  auto& files = os::FileSystem::real();
  if (!files.exists(path)) {
    log::debug(fmt::format("The Chaos Toolkit settings file could not be found at '{}'.", path));
    return Json::object();
  }
  try {
    Json settings = parse_yaml(files.read(path), "<unicode string>");
    if (settings.is_null()) return Json::object();
    if (settings.is_object()) return settings;
    log::error(fmt::format("The settings in '{}' must be a mapping, so they are ignored", path));
  } catch (const YamlError& error) {
    log::error(fmt::format("Failed parsing YAML settings: {}", error.what()));
  } catch (const std::system_error& error) {
    log::error(fmt::format("The settings in '{}' cannot be read: {}", path, error.what()));
  }
  return Json::object();
}

}  // namespace chaos

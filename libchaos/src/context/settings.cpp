#include "context/settings.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "chaos/error.h"
#include "document/yaml_reader.h"
#include "document/yaml_writer.h"
#include "log/log.h"
#include "os/executable.h"
#include "os/write_target.h"

namespace chaos {
namespace {

[[noreturn]] void refuse_to_edit(std::string problem, Position position) {
  throw ChaosError(Diagnostic{.message = std::move(problem),
                              .hint = "repair or remove the file; it was not changed",
                              .position = std::move(position)});
}

}  // namespace

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
    // Named by its path, the text is not quoted in errors: it holds tokens.
    Json settings = parse_yaml(files.read(path), path);
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

Json read_mapping_to_edit(const std::string& path, os::FileSystem& files) {
  try {
    if (!files.exists(path)) return Json::object();
    Json mapping = parse_yaml(files.read(path), path);
    if (mapping.is_null()) return Json::object();
    if (mapping.is_object()) return mapping;
  } catch (const YamlError& error) {
    Position position = error.position();
    position.file = path;
    refuse_to_edit(fmt::format("'{}' cannot be changed, for it is no YAML: {}", path, error.what()),
                   std::move(position));
  } catch (const std::system_error& error) {
    refuse_to_edit(fmt::format("'{}' cannot be changed, for it cannot be read: {}", path,
                               error.code().message()),
                   Position{.file = path});
  }
  refuse_to_edit(fmt::format("'{}' cannot be changed, for it holds no mapping", path),
                 Position{.file = path});
}

void save_settings(const std::string& path, const Json& settings, os::FileSystem& files) {
  try {
    files.make_directories(os::directory_of(path));
    files.write_private(path, to_yaml_text(settings, KeyOrder::kSorted));
  } catch (const std::system_error& error) {
    throw ChaosError(Diagnostic{.message = fmt::format("the settings cannot be written to '{}': {}",
                                                       path, error.code().message()),
                                .position = {.file = path}});
  }
}

}  // namespace chaos

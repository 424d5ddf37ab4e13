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

// Errors in the settings name no line of the file as their position, only in their text: lines at
// positions are shown, and these hold tokens.

[[noreturn]] void refuse_to_edit(std::string problem, const std::string& path) {
  throw ChaosError(Diagnostic{.message = std::move(problem),
                              .hint = "repair or remove the file; it was not changed",
                              .position = {.file = path}});
}

void write_settings(const std::string& path, const std::string& text, os::FileSystem& files) {
  try {
    files.make_directories(os::directory_of(path));
    files.write_private(path, text);
  } catch (const std::system_error& error) {
    throw ChaosError(Diagnostic{.message = fmt::format("the settings cannot be written to '{}': {}",
                                                       path, error.code().message()),
                                .position = {.file = path}});
  }
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
    refuse_to_edit(fmt::format("'{}' cannot be changed, for it is no YAML: {}", path, error.what()),
                   path);
  } catch (const std::system_error& error) {
    refuse_to_edit(fmt::format("'{}' cannot be changed, for it cannot be read: {}", path,
                               error.code().message()),
                   path);
  }
  refuse_to_edit(fmt::format("'{}' cannot be changed, for it holds no mapping", path), path);
}

YamlValue::Pointer read_settings_file(const std::string& path, os::FileSystem& files) {
  const auto refuse = [&path](std::string problem, std::string hint = {}) {
    return ChaosError(Diagnostic{
        .message = std::move(problem), .hint = std::move(hint), .position = {.file = path}});
  };
  try {
    if (!files.exists(path)) {
      throw refuse(fmt::format("No settings file found at {}", path),
                   "write one, or name another with --settings before the command");
    }
    YamlValue::Pointer settings = parse_yaml_value(files.read(path), path);
    if (settings->kind == YamlValue::Kind::kMapping) return settings;
    if (settings->kind == YamlValue::Kind::kScalar && settings->scalar.is_null()) {
      return to_yaml_value(Json::object());
    }
  } catch (const YamlError& error) {
    throw refuse(fmt::format("Failed parsing YAML settings: {}", error.what()));
  } catch (const std::system_error& error) {
    throw refuse(
        fmt::format("The settings in '{}' cannot be read: {}", path, error.code().message()));
  }
  throw refuse(fmt::format("The settings in '{}' must be a mapping", path));
}

void save_settings(const std::string& path, const Json& settings, os::FileSystem& files) {
  write_settings(path, to_yaml_text(settings, KeyOrder::kSorted), files);
}

void save_settings(const std::string& path, const YamlValue& settings, os::FileSystem& files) {
  write_settings(path, dump_yaml(settings, KeyOrder::kSorted), files);
}

}  // namespace chaos

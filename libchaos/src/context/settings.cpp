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

// These errors give the line only in their text, not as their position: the line at a position is
// displayed, and settings contain tokens.

[[noreturn]] void refuse_to_edit(std::string problem, const std::string& path) {
  throw ChaosError(Diagnostic{.message = std::move(problem),
                              .hint = "fix or delete the file; it was not changed",
                              .position = {.file = path}});
}

[[noreturn]] void refuse_to_load(std::string problem) {
  throw ChaosError(
      Diagnostic{.message = std::move(problem),
                 .hint = "nothing was run, because the file may define controls and safeguards; "
                         "fix it, or use another one with --settings before the command"});
}

/// Whether there are settings. In a container, users may not be able to enter their home directory.
bool is_there(const std::string& path, os::FileSystem& files) {
  try {
    return files.exists(path);
  } catch (const std::system_error& error) {
    const bool closed = error.code() == std::errc::permission_denied;
    if (closed && path == default_settings_path()) return false;
    refuse_to_load(
        fmt::format("The settings in '{}' cannot be read: {}", path, error.code().message()));
  }
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
  if (!is_there(path, files)) {
    log::debug(fmt::format("The Chaos Toolkit settings file could not be found at '{}'.", path));
    return Json::object();
  }
  try {
    // Because the source is named by its path, errors do not quote its text, which contains tokens.
    Json settings = parse_yaml(files.read(path), path);
    if (settings.is_null()) return Json::object();
    if (settings.is_object()) return settings;
  } catch (const YamlError& error) {
    refuse_to_load(fmt::format("Failed parsing YAML settings: {}", error.what()));
  } catch (const std::system_error& error) {
    refuse_to_load(
        fmt::format("The settings in '{}' cannot be read: {}", path, error.code().message()));
  }
  refuse_to_load(fmt::format("The settings in '{}' must be a mapping", path));
}

Json read_mapping_to_edit(const std::string& path, os::FileSystem& files) {
  try {
    if (!files.exists(path)) return Json::object();
    Json mapping = parse_yaml(files.read(path), path);
    if (mapping.is_null()) return Json::object();
    if (mapping.is_object()) return mapping;
  } catch (const YamlError& error) {
    refuse_to_edit(
        fmt::format("'{}' cannot be changed, because it is not valid YAML: {}", path, error.what()),
        path);
  } catch (const std::system_error& error) {
    refuse_to_edit(fmt::format("'{}' cannot be changed, because it cannot be read: {}", path,
                               error.code().message()),
                   path);
  }
  refuse_to_edit(fmt::format("'{}' cannot be changed, because it is not a mapping", path), path);
}

YamlValue::Pointer read_settings_file(const std::string& path, os::FileSystem& files) {
  const auto refuse = [&path](std::string problem, std::string hint = {}) {
    return ChaosError(Diagnostic{
        .message = std::move(problem), .hint = std::move(hint), .position = {.file = path}});
  };
  try {
    if (!is_there(path, files)) {
      throw refuse(fmt::format("No settings file found at {}", path),
                   "create it, or name another one with --settings before the command");
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

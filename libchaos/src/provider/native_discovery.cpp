#include "provider/native_discovery.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <array>
#include <random>
#include <string_view>

#include "os/clock.h"

namespace chaos {
namespace {

/// The version of the reference's library that uses this format.
constexpr const char* kLibraryVersion = "1.44.0";

bool belongs_to(std::string_view module, std::string_view package) {
  return module.substr(0, module.find('.')) == package;
}

/// A random UUID (version 4).
std::string new_identifier() {
  std::random_device entropy;
  std::array<unsigned, 4> words{entropy(), entropy(), entropy(), entropy()};
  words[1] = (words[1] & 0xffff0fffU) | 0x4000U;
  words[2] = (words[2] & 0x3fffffffU) | 0x80000000U;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:04x}{:08x}", words[0], words[1] >> 16,
                     words[1] & 0xffffU, words[2] >> 16, words[2] & 0xffffU, words[3]);
}

Json this_platform() {
  utsname names{};
  ::uname(&names);
  return {{"system", names.sysname},  {"node", names.nodename},   {"release", names.release},
          {"version", names.version}, {"machine", names.machine}, {"proc", ""},
          {"python", nullptr}};
}

Json described(const Parameter& parameter) {
  Json argument{{"name", parameter.name}};
  if (!parameter.required) argument["default"] = nullptr;
  if (!parameter.type.empty()) argument["type"] = parameter.type;
  return argument;
}

Json described(const NativeFunction& function) {
  Json arguments = Json::array();
  for (const Parameter& parameter : function.parameters)
    arguments.push_back(described(parameter));
  return {{"type", function.type},
          {"name", function.name},
          {"mod", function.module},
          {"doc", function.doc.empty() ? Json() : Json(function.doc)},
          {"arguments", std::move(arguments)}};
}

Json described_control(const std::string& module) {
  return {{"type", "control"},
          {"name", module.substr(module.rfind('.') + 1)},
          {"mod", module},
          {"doc", nullptr},
          {"arguments", Json::array()}};
}

Json discovery_of(const std::string& package, Json activities) {
  return {{"chaoslib_version", kLibraryVersion},
          {"id", new_identifier()},
          {"target", package},
          {"date", os::utc_now_iso()},
          {"platform", this_platform()},
          {"extension", {{"name", package}, {"version", nullptr}}},
          {"activities", std::move(activities)},
          {"system", nullptr}};
}

}  // namespace

std::optional<Json> discover_native(const Registry& registry, const std::string& package) {
  Json activities = Json::array();
  for (const NativeFunction* function : registry.functions()) {
    if (belongs_to(function->module, package)) activities.push_back(described(*function));
  }
  for (const std::string& module : registry.control_modules()) {
    if (belongs_to(module, package)) activities.push_back(described_control(module));
  }
  if (activities.empty()) return std::nullopt;
  return discovery_of(package, std::move(activities));
}

}  // namespace chaos

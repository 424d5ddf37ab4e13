#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "experiment/warning_kinds.h"
#include "json/child_pointer.h"
#include "os/suggestion.h"

namespace chaos {
namespace {

/// The members that a declaration of any type can have.
bool looks_like_declaration(const Json& value) {
  constexpr std::array<std::string_view, 5> kKeys = {"type", "key", "default", "env_var_type",
                                                     "path"};
  const Json* key = find(value, "key");
  if (key == nullptr || !key->is_string()) return false;
  return std::all_of(value.items().begin(), value.items().end(), [&](const auto& member) {
    return std::find(kKeys.begin(), kKeys.end(), member.key()) != kKeys.end();
  });
}

/// Warns about a value with an unknown type, which therefore stays a mapping.
void check(const Json& value, const std::string& pointer, const std::vector<std::string>& types,
           std::vector<Diagnostic>& warnings) {
  const Json* type = find(value, "type");
  if (type == nullptr || !type->is_string()) return;
  const auto& text = type->get_ref<const std::string&>();
  if (std::find(types.begin(), types.end(), text) != types.end()) return;
  const bool is_declaration = looks_like_declaration(value);
  std::string meant = os::misspelling_of(text, types);
  if (meant.empty() && is_declaration) meant = os::nearest(text, types);
  if (meant.empty() && !is_declaration) return;
  warnings.push_back({.message = fmt::format(
                          "\"{}\" is not a known type, so the value is this mapping itself", text),
                      .pointer = pointer + "/type",
                      .hint = meant.empty() ? fmt::format("use {}", fmt::join(types, " or "))
                                            : fmt::format("did you mean \"{}\"?", meant),
                      .kind = "UnknownValueType"});
}

const Json& members_of(const Json& experiment, const char* key) {
  static const Json kNone = Json::object();
  const Json* members = find(experiment, key);
  return members != nullptr && members->is_object() ? *members : kNone;
}

}  // namespace

void warn_about_declarations(const Json& experiment, std::vector<Diagnostic>& warnings) {
  for (const auto& [name, value] : members_of(experiment, "configuration").items())
    check(value, child_pointer("/configuration", name), {"env", "probe"}, warnings);
  for (const auto& [target, names] : members_of(experiment, "secrets").items()) {
    if (!names.is_object()) continue;
    const std::string base = child_pointer("/secrets", target);
    check(names, base, {"env", "vault"}, warnings);
    for (const auto& [name, value] : names.items())
      check(value, child_pointer(base, name), {"env", "vault"}, warnings);
  }
}

}  // namespace chaos

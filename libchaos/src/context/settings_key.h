#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/yaml_value.h"

namespace chaos {

/// One step of a settings key: the member `name`, and possibly an item of it.
struct SettingsStep {
  std::string name;
  std::optional<std::size_t> index = {};
};

/// The steps of a key: "auths.example\.com" refers to the member "example.com" of "auths",
/// "controls[0].name" to the member "name" of the first item of "controls". A dot after a backslash
/// is part of a name; all backslashes are removed.
std::vector<SettingsStep> parse_settings_key(std::string_view key);

/// A place in settings that a key names. Refers to the settings, which must outlive it.
class SettingsEntry {
 public:
  /// Nothing if the settings have no such entry.
  static std::optional<SettingsEntry> find(YamlValue& settings, std::string_view key);

  const YamlValue& value() const { return *slot(); }
  /// Also affects aliases of the same parent, as in the reference.
  void replace(YamlValue::Pointer value) { slot() = std::move(value); }
  /// Afterwards, this entry must not be used.
  void remove();

 private:
  SettingsEntry(YamlValue& parent, std::size_t place) : parent_(&parent), place_(place) {}
  static std::optional<SettingsEntry> member(YamlValue& parent, const Json& key);
  static std::optional<SettingsEntry> item(YamlValue& parent, std::size_t index);
  YamlValue::Pointer& slot() const;

  YamlValue* parent_;
  std::size_t place_;  // in its items or members
};

}  // namespace chaos

#include "context/settings_key.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace chaos {
namespace {

/// Consumes the index of "controls[0]".
std::optional<std::size_t> take_index(std::string& name) {
  const std::size_t open = name.rfind('[');
  if (open == name.npos || !name.ends_with(']')) return std::nullopt;
  const char* const end = name.data() + name.size() - 1;
  std::size_t index = 0;
  const auto [stop, error] = std::from_chars(name.data() + open + 1, end, index);
  if (stop != end || error != std::errc()) return std::nullopt;
  name.resize(open);
  return index;
}

SettingsStep step_of(std::string part) {
  std::erase(part, '\\');
  SettingsStep step{.name = std::move(part)};
  step.index = take_index(step.name);
  return step;
}

}  // namespace

std::vector<SettingsStep> parse_settings_key(std::string_view key) {
  std::vector<SettingsStep> steps;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const bool separates = key[i] == '.' && (i == 0 || key[i - 1] != '\\');
    if (!separates) continue;
    steps.push_back(step_of(std::string(key.substr(begin, i - begin))));
    begin = i + 1;
  }
  steps.push_back(step_of(std::string(key.substr(begin))));
  return steps;
}

std::optional<SettingsEntry> SettingsEntry::find(YamlValue& settings, std::string_view key) {
  YamlValue* current = &settings;
  std::optional<SettingsEntry> entry;
  for (const SettingsStep& step : parse_settings_key(key)) {
    entry = member(*current, step.name);
    if (entry && step.index) entry = item(*entry->slot(), *step.index);
    if (!entry) return std::nullopt;
    current = entry->slot().get();
  }
  return entry;
}

std::optional<SettingsEntry> SettingsEntry::member(YamlValue& parent, const Json& key) {
  const auto found = std::ranges::find_if(
      parent.members, [&key](const auto& member) { return python_equal(member.first, key); });
  if (found == parent.members.end()) return std::nullopt;
  return SettingsEntry(parent, static_cast<std::size_t>(found - parent.members.begin()));
}

std::optional<SettingsEntry> SettingsEntry::item(YamlValue& parent, std::size_t index) {
  // In "ports[80]", the number may also be a key.
  if (parent.kind == YamlValue::Kind::kMapping) return member(parent, index);
  if (index >= parent.items.size()) return std::nullopt;
  return SettingsEntry(parent, index);
}

void SettingsEntry::remove() {
  const auto place = static_cast<std::ptrdiff_t>(place_);
  if (parent_->kind == YamlValue::Kind::kMapping) {
    parent_->members.erase(parent_->members.begin() + place);
  } else {
    parent_->items.erase(parent_->items.begin() + place);
  }
}

YamlValue::Pointer& SettingsEntry::slot() const {
  return parent_->kind == YamlValue::Kind::kMapping ? parent_->members[place_].second
                                                    : parent_->items[place_];
}

}  // namespace chaos

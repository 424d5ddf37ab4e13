#include <fmt/format.h>

#include <algorithm>

#include "experiment/model/safeguard/safeguard.h"
#include "service/refusal.h"

namespace chaos::hub::experiment {

const std::vector<SafeguardKind>& safeguard_kinds() {
  static const std::vector<SafeguardKind> kinds = {
      halt(),     time_window(),    freeze(),        single_execution(),
      approval(), failure_budget(), forbidden_tags()};
  return kinds;
}

const SafeguardKind* safeguard_kind(std::string_view name) {
  const auto found = std::ranges::find(safeguard_kinds(), name, &SafeguardKind::name);
  return found == safeguard_kinds().end() ? nullptr : &*found;
}

void check_settings(const SafeguardKind& kind, const Json& settings) {
  if (!settings.is_object())
    throw Refusal(Refusal::Kind::kInvalid, "the settings of a safeguard must be an object");
  for (const auto& [key, value] : settings.items())
    if (std::ranges::find(kind.settings, key, &SettingField::key) == kind.settings.end())
      throw Refusal(Refusal::Kind::kInvalid,
                    fmt::format("'{}' is not a setting of this kind of safeguard", key));
  kind.check(settings);
}

}  // namespace chaos::hub::experiment

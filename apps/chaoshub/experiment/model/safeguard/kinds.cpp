#include <algorithm>

#include "experiment/model/safeguard/safeguard.h"

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

}  // namespace chaos::hub::experiment

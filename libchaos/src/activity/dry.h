#pragma once

#include <optional>
#include <string_view>

#include "chaos/json.h"

namespace chaos {

/// What a dry run does not execute.
enum class Dry { kProbes, kActions, kActivities, kPause };

/// The mode named "probes", "actions", "activities" or "pause"; nothing for any other string.
std::optional<Dry> dry_from_text(std::string_view text);
std::string_view to_string(Dry dry);

/// The mode for `activity` when the run's is `dry`: its own "dry" wins unless it is unknown.
std::optional<Dry> effective_dry(const Json& activity, std::optional<Dry> dry);

/// Whether an activity of that type ("probe" or "action") is not executed in that mode.
bool is_pretended(std::optional<Dry> dry, std::string_view activity_type);

}  // namespace chaos

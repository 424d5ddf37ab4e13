#pragma once

#include <optional>
#include <string>

#include "chaos/json.h"
#include "chaos/registry.h"

namespace chaos {

/// The functions and controls that are registered under `package`, the first part of their modules'
/// names, in the format of the reference's `discover`: "activities" with "type" ("probe", "action"
/// or "control"), "name", "mod", "doc" and "arguments". Nothing if none is registered under that
/// name.
std::optional<Json> discover_native(const Registry& registry, const std::string& package);

}  // namespace chaos

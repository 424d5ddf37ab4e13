#pragma once

#include "chaos/registry.h"

namespace chaos::chaosiq {

/// Registers chaoscloud.probes.http, chaoscloud.tolerances.http and
/// chaoscloud.tolerances.prometheus with the names and arguments of the original.
void register_functions(Registry& registry);

}  // namespace chaos::chaosiq

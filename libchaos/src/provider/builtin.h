#pragma once

#include "chaos/registry.h"

namespace chaos {

/// Registers what every build brings: the providers `process`, `http` and `python` (native
/// functions). The registry must outlive its providers, as it does when it owns them.
/// Throws std::invalid_argument when CHAOS_OUTPUT_LIMIT is no number of bytes.
void register_builtin(Registry& registry);

}  // namespace chaos

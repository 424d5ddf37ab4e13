#pragma once

#include "chaos/registry.h"

namespace chaos {

/// Registers the built-in providers `process`, `http` and `python` (native functions). The registry
/// must outlive its providers, as it does if it owns them. Throws std::invalid_argument if
/// CHAOS_OUTPUT_LIMIT is not a number of bytes.
void register_builtin(Registry& registry);

}  // namespace chaos

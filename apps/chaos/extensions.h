#pragma once

#include <functional>
#include <stop_token>

#include "chaos/json.h"
#include "chaos/registry.h"

namespace chaos::cli {

/// Registers all that experiments may name: what is built in, the shared objects that the settings
/// and the environment name, and Python. `stop_of_hooks` gives the token that ends a hook of a
/// Python control which starts now; may be empty.
/// Throws ExtensionError.
void register_everything(Registry& registry, const Json& settings,
                         std::function<std::stop_token()> stop_of_hooks = {});

}  // namespace chaos::cli

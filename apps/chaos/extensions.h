#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "chaos/json.h"
#include "chaos/registry.h"
#include "chaosiq/session.h"

namespace chaos::cli {

/// What the extensions know of the command that uses them.
struct CommandSurroundings {
  /// The token that ends a hook of a control, or a wait for the server, which starts now.
  std::function<std::stop_token()> stop_of_hooks = {};
  std::string journal_path = {};  ///< of a run
};

/// Registers all that experiments may name: what is built in, the shared objects that the settings
/// and the environment name, ChaosIQ's, and Python. Returns ChaosIQ's session, to be ended after a
/// run. Throws ExtensionError.
std::shared_ptr<chaosiq::Session> register_everything(Registry& registry, const Json& settings,
                                                      const CommandSurroundings& command = {});

}  // namespace chaos::cli

#pragma once

#include <memory>

#include "chaos/registry.h"
#include "chaosiq/session.h"

namespace chaos::chaosiq {

/// Registers the control that the settings name `chaoscloud.controls`, and the functions of
/// `chaoscloud.probes` and `chaoscloud.tolerances`. What is returned is the control's session; end
/// it once the journal is written.
std::shared_ptr<Session> register_chaosiq(Registry& registry, SessionContext context);

}  // namespace chaos::chaosiq

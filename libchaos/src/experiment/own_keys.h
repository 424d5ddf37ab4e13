#pragma once

#include "chaos/json.h"

namespace chaos {

/// Whether the experiment uses keys that the reference does not know: `rollback` of an action,
/// `retries`, `on-failure`. The journal of one that does may say more than the reference's.
bool uses_own_keys(const Json& experiment);

}  // namespace chaos

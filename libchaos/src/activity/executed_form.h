#pragma once

#include "activity/run_context.h"
#include "chaos/json.h"

namespace chaos {

/// The rollback as its `before` controls have left it. They may change it, but not keep it from
/// being played by leaving nothing that can be executed; then it is the original, and there is a
/// warning. If controls are overruled, they cannot make it dry either.
Json rollback_to_execute(Json changed, const Json& original, bool overrules_controls);

/// The provider's arguments with the values filled in, if that changes them; null otherwise. Only
/// for experiments that use our own keys: other journals match the reference's.
Json arguments_used(const Json& activity, const Values& values, const Json& experiment);

}  // namespace chaos

#pragma once

#include <vector>

#include "chaos/json.h"
#include "chaos/registry.h"
#include "run/undo.h"

namespace chaos {

/// Whether rolling back the run with this journal may use Python: an undo, one of its tolerances or
/// controls, a control or a value of the experiment, or a check after the rollbacks. Judges by the
/// declarations, of which a native function may turn out to need none.
bool may_use_python(const Json& journal);

/// Whether one of these undos, or one of its tolerances or controls, is declared as Python.
bool are_in_python(const std::vector<Undo>& undos, const Json& experiment);

/// Whether one of these undos, or a tolerance of theirs, calls a function that is not a native one
/// of the registry. Without Python, it fails, whereas controls and checks are left out.
bool call_python(const std::vector<Undo>& undos, const Json& experiment, const Registry& registry);

}  // namespace chaos

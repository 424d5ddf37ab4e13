#pragma once

#include <functional>
#include <string>

#include "chaos/json.h"

namespace chaos {

/// Reading an experiment document. These functions copy nothing: the document is the only source.

/// The steady-state hypothesis, or nullptr if there is none (missing, null or empty).
const Json* hypothesis_of(const Json& experiment);

/// The activities under "method", "rollbacks" or "probes" (of the hypothesis); an empty array if
/// missing or not a list.
const Json& activities_of(const Json& experiment, std::string_view phase);

/// Whether there is a hypothesis with at least one probe.
bool has_hypothesis_probes(const Json& experiment);

/// Where the activity stands that a `ref` names, among the method and the hypothesis' probes; "" if
/// there is none. The last of equal names wins, probes over the method.
std::string referenced_activity(const Json& experiment, std::string_view name);

/// Calls `visit(activity, pointer)` for each activity of `action`'s own `rollback`, which is one
/// activity or a list. `pointer` is where the action stands: "/method/2" leads to
/// "/method/2/rollback", or to "/method/2/rollback/0" and so on.
void for_each_undo(const Json& action, const std::string& pointer,
                   const std::function<void(const Json&, const std::string&)>& visit);

/// Calls `visit(activity, pointer)` for every activity of the hypothesis, method and rollbacks.
/// What undoes an action of the method comes right after the action.
void for_each_activity(const Json& experiment,
                       const std::function<void(const Json&, const std::string&)>& visit);

}  // namespace chaos

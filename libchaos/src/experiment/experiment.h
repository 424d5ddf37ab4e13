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

/// The pointer to the activity that a `ref` names, in the method or the hypothesis' probes; "" if
/// there is none. If a name is repeated, the last one counts; probes take precedence over the
/// method.
std::string referenced_activity(const Json& experiment, std::string_view name);

/// Where the activity at `pointer` stands or, for a reference, the activity that it refers to; ""
/// if there is none.
std::string resolved_activity(const Json& experiment, const std::string& pointer);

/// Calls `visit(activity, pointer)` for each activity of `action`'s own `rollback`, which is one
/// activity or a list. `pointer` is the pointer to the action: "/method/2" gives
/// "/method/2/rollback", or "/method/2/rollback/0" and so on.
void for_each_undo(const Json& action, const std::string& pointer,
                   const std::function<void(const Json&, const std::string&)>& visit);

/// Calls `visit(activity, pointer)` for every activity of the hypothesis, method and rollbacks. The
/// undo of an action comes right after the action.
void for_each_activity(const Json& experiment,
                       const std::function<void(const Json&, const std::string&)>& visit);

}  // namespace chaos

#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "activity/run_context.h"
#include "chaos/json.h"

namespace chaos {

/// The latest run of the activity `name` in the journal: the last one that ended, or else the last
/// one that began, without its output. `hypothesis_state` is the pass over the hypothesis in
/// progress, which is not in the journal yet; may be nullptr. Ignores samples of the continuous
/// hypothesis. Null if there is none.
Json latest_run(const Json& journal, const Json* hypothesis_state, const std::string& name);

/// The run's values together with the runs of the activities that `part` (an activity, a tolerance)
/// refers to. The run's lock must be held.
std::shared_ptr<const Values> values_for(const RunContext& context, const Json& part);
/// The same for a rollback: whatever controls have done to the journal and the values, it gets what
/// the activities did, and the values that the run had. The name of the action that `undo`, a place
/// in the record's experiment, undoes stands for the very run that it undoes.
std::shared_ptr<const Values> values_for_rollback(const RunContext& context, const Json& part,
                                                  const std::string& undo);

/// The argument for substitution: nullptr if there are no activities.
inline const Json* activities_in(const Values& values) {
  return values.activities.empty() ? nullptr : &values.activities;
}

/// What the reason for a failure ends with if check_references throws.
inline constexpr std::string_view kNotKnown = "which is not known";

/// Throws ActivityFailed if `part` of a rollback refers to something that no activity of the
/// experiment has returned. With the reference's text left in place, the rollback would miss its
/// target and succeed.
void check_references(const Json& experiment, const Json& part, const Values& values);

}  // namespace chaos

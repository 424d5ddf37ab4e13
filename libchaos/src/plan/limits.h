#pragma once

#include "activity/run_context.h"
#include "chaos/json.h"
#include "plan/plan.h"

namespace chaos::plan {

/// How long the provider may take for one execution of the activity, retries included: from nothing
/// to its timeouts.
Duration execution_time(const Json& activity, const Values& values);

/// The seconds of the activity's pause on that side ("before" or "after"); 0 for none.
double pause_of(const Json& activity, const char* side, const Values& values);

/// After how many seconds an activity that never answers is ended; nothing if it never is.
std::optional<double> timeout_of(const Json& activity, const Values& values);

}  // namespace chaos::plan

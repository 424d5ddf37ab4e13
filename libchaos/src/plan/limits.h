#pragma once

#include "activity/run_context.h"
#include "chaos/json.h"
#include "plan/plan.h"

namespace chaos::plan {

/// How long the provider may take for one execution of the activity, including retries: from zero
/// to its timeouts.
Duration execution_time(const Json& activity, const Values& values);

/// The seconds of the activity's pause on that side ("before" or "after"); 0 for none.
double pause_of(const Json& activity, const char* side, const Values& values);

/// The timeout of the activity in seconds; nothing if it has none.
std::optional<double> timeout_of(const Json& activity, const Values& values);

}  // namespace chaos::plan

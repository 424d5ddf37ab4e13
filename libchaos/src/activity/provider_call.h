#pragma once

#include <stop_token>

#include "activity/run_context.h"
#include "chaos/json.h"
#include "chaos/provider.h"
#include "chaos/registry.h"

namespace chaos {

/// The reference never enforces an activity's own `timeout`, so experiments have values that their
/// activities slightly exceed. This margin is added before the activity is ended.
inline constexpr double kTimeoutMarginSeconds = 0.5;

/// The provider that the activity names. Throws UnexpectedError if no provider of that type is
/// registered.
Provider& provider_of(const Registry& registry, const Json& activity);

/// The call of the activity's provider. The result refers to `activity` and `values`.
ActivityCall make_call(const Json& activity, const Values& values, std::stop_token stop);

/// Executes a bare activity that is not part of the run (dynamic configuration, probe tolerances)
/// and returns its output. Throws as Provider::execute does.
Json run_provider(const Registry& registry, const Json& activity, const Values& values,
                  std::stop_token stop);

}  // namespace chaos

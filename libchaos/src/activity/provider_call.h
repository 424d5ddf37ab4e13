#pragma once

#include <stop_token>

#include "activity/run_context.h"
#include "chaos/json.h"
#include "chaos/provider.h"
#include "chaos/registry.h"

namespace chaos {

/// An activity's own `timeout` is a bound the reference never enforces, so experiments carry
/// values that their activities overrun a little. This much is granted on top before the activity
/// is ended.
inline constexpr double kTimeoutMarginSeconds = 0.5;

/// The provider that the activity names. Throws UnexpectedError when no provider of that type is
/// registered.
Provider& provider_of(const Registry& registry, const Json& activity);

/// What the activity's provider is asked to do. The result refers to `activity` and `values`.
ActivityCall make_call(const Json& activity, const Values& values, std::stop_token stop);

/// Executes a bare activity that is no part of the run (dynamic configuration, probe tolerances)
/// and returns its output. Throws as Provider::execute does.
Json run_provider(const Registry& registry, const Json& activity, const Values& values,
                  std::stop_token stop);

}  // namespace chaos

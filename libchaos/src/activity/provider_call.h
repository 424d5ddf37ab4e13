#pragma once

#include <optional>
#include <stop_token>

#include "activity/run_context.h"
#include "chaos/deadline.h"
#include "chaos/json.h"
#include "chaos/provider.h"
#include "chaos/registry.h"

namespace chaos {

/// The reference never enforces an activity's own `timeout`, so experiments have values that their
/// activities slightly exceed. This margin is added before the activity is ended.
inline constexpr double kTimeoutMarginSeconds = 0.5;

/// The activity's own `timeout` in seconds, with its variables filled in; nothing if it has none,
/// or one that is not a number, which the reference ignores.
std::optional<double> own_timeout(const Json& activity, const Values& values);

/// When an activity with that timeout is ended if it begins now.
Deadline deadline_after_timeout(double seconds);

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

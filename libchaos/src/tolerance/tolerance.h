#pragma once

#include <functional>
#include <stop_token>

#include "chaos/json.h"

namespace chaos {

/// What a tolerance needs besides the value.
struct ToleranceContext {
  const Json& configuration;
  const Json& secrets;
  /// Executes a tolerance of type `probe` (an activity) and returns its output.
  /// Throws ActivityFailed, which means the tolerance is not met.
  std::function<Json(const Json& activity)> run_probe;
  const Json* activities = nullptr;  ///< as in ActivityCall
};

/// Throws InvalidActivity unless `tolerance` is one of the kinds the reference knows. `pointer` is
/// its place in the document. Probe tolerances are not checked here but by the experiment's
/// validation, which knows the providers.
void validate_tolerance(const Json& tolerance, const std::string& pointer);

/// Whether `value` is within `tolerance`. `tolerance` may be changed: a probe tolerance gets the
/// value among its arguments, as in the reference. Throws UnexpectedError where the reference
/// crashes (comparing strings with numbers, null in a range...), Stopped if interrupted.
bool within_tolerance(Json& tolerance, const Json& value, const ToleranceContext& context);

}  // namespace chaos

#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos::chaosiq {

/// A CloudEvent for one step of an execution. `state` is null before the step. Shape: CloudEvents
/// 1.0, structured mode, with the data as JSON text.
Json cloud_event(const std::string& type, const Json& context, const Json& state);

}  // namespace chaos::chaosiq

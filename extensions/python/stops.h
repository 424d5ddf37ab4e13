#pragma once

#include <functional>
#include <optional>
#include <stop_token>

#include "run/interruption.h"

namespace chaos::python {

/// How to stop the run. Members may be empty.
struct Stops {
  /// The token of a hook that starts now. After a stop it is the next one that triggers it.
  std::function<std::stop_token()> of_hooks = {};
  /// The signal of the requested stop; without it, SIGINT.
  std::function<std::optional<Cause>()> cause = {};
};

}  // namespace chaos::python

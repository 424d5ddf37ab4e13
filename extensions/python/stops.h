#pragma once

#include <functional>
#include <optional>
#include <stop_token>

#include "run/interruption.h"

namespace chaos::python {

/// How the run is stopped. Members may be empty.
struct Stops {
  /// The token of a hook that starts now. After a stop it is the next one that triggers it.
  std::function<std::stop_token()> of_hooks = {};
  /// Of the stop that was asked for; without it, SIGINT.
  std::function<std::optional<Cause>()> cause = {};
};

}  // namespace chaos::python

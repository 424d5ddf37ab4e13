#pragma once

#include <optional>
#include <string>

#include "activity/run_context.h"
#include "run/guard.h"
#include "run/interruption.h"

namespace chaos::cli {

/// What the command line specifies for a run's guards.
struct GuardOptions {
  std::optional<double> deadline = {};  ///< seconds
  std::string rollback_strategy = {};
  std::string settings_path = {};  ///< for errors
};

/// Adds the deadline and the safeguards that the command, the experiment and the settings ask for,
/// and the limit for hooks that are called after a stop.
/// `context` holds the experiment and the settings; it and `interruption` must outlive the guards.
/// The deadline starts now. Throws InvalidExperiment for the experiment, ChaosError for the
/// settings.
void add_guards(Guards& guards, RunContext& context, Interruption& interruption,
                const GuardOptions& options);

}  // namespace chaos::cli

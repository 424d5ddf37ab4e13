#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "activity/run_context.h"
#include "chaos/json.h"
#include "run/interruption.h"

namespace chaos {

/// Waits before the first activity of the method and after the last one has ended, while the
/// continuous hypothesis continues. Each gets the token that ends the foreground, and throws
/// Stopped when it does; after a control, a guard or SIGTERM has interrupted the execution, a token
/// that is triggered already. May be empty.
struct AroundMethod {
  std::function<void(const std::stop_token&)> before = {};
  std::function<void(const std::stop_token&)> after = {};
};

/// Plays the method and waits for its background activities. Returns whether it was played to its
/// end; when an activity could not be executed at all, the journal's status becomes "aborted".
/// Throws Stopped and InterruptExecution.
bool play_method(RunContext& context, Interruption& interruption, const AroundMethod& around = {});

/// An undo as it is to be played, whatever controls do to the experiment.
struct UndoToPlay {
  std::string pointer;  ///< its place in the experiment
  Json activity;
};

/// What to roll back.
struct Rollbacks {
  /// These in this order, before anything else.
  std::vector<UndoToPlay> first = {};
  /// Then the experiment's `rollbacks`, in their order.
  bool declared = true;
};

/// Plays all rollbacks, even if one cannot be executed (then the status is "aborted"), unless the
/// run is interrupted (then it is "interrupted"). Does not throw these; they are in the journal.
void play_rollbacks(RunContext& context, Interruption& interruption, const Rollbacks& what = {});

}  // namespace chaos

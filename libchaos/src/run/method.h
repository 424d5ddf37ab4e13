#pragma once

#include "activity/run_context.h"
#include "run/interruption.h"

namespace chaos {

/// Plays the method and waits for its background activities. Returns whether it was played to its
/// end; when an activity could not be executed at all, the journal's status becomes "aborted".
/// Throws Stopped and InterruptExecution.
bool play_method(RunContext& context, Interruption& interruption);

/// Plays the rollbacks, all of them even when one cannot be executed (which makes the status
/// "aborted"), unless the run is interrupted (which makes it "interrupted"). Throws nothing of
/// these; the journal tells.
void play_rollbacks(RunContext& context, Interruption& interruption);

}  // namespace chaos

#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "activity/run_context.h"
#include "chaos/json.h"

namespace chaos {

/// Plays the hypothesis' probes until one fails or is out of tolerance. Returns its state
/// ({"steady_state_met", "probes"}), or null if the experiment has no hypothesis. Throws as
/// execute_activity does, and UnexpectedError when a tolerance cannot be judged. `begun` is called
/// once a probe has begun, or waits for the pause before it, and may be empty.
Json run_hypothesis(RunContext& context, Phase phase, std::stop_token stop,
                    const std::function<void()>& begun = {});

/// The hypothesis before and after the method: keeps the state in the journal, sets the journal's
/// status when it is not met (and that it deviated, after), and tells the handlers. Returns whether
/// the steady state was met; true if there is no hypothesis.
bool check_hypothesis_before(RunContext& context, std::stop_token stop);
bool check_hypothesis_after(RunContext& context, std::stop_token stop);

/// Whether a state of the hypothesis says that it is met; also if there is no hypothesis.
bool is_met(const Json& state);
/// The name of the probe that was played last, "None" if there is none.
std::string last_probe(const Json& state);

}  // namespace chaos

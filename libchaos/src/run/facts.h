#pragma once

#include <stop_token>
#include <string>

#include "activity/run_context.h"
#include "chaos/error.h"
#include "chaos/json.h"

namespace chaos {

/// Facts are probes that the experiment declares in its `chaos` extension and that a run must leave
/// as they were. They are recorded as the list
///   [{"name", "before": answer, "after": answer, "equal": bool}]
/// where `after` and `equal` are missing until they were queried again. One that could not be
/// queried again has "problem" instead: a string. Secrets are redacted.
///
/// Only the answer is compared and kept: for a process, its status and its standard output; for an
/// HTTP call, its status and its body (standard error and headers contain process ids and dates);
/// for anything else, the whole output.

/// A fact cannot be queried, so it will be unknown whether it has changed.
class FactUnknown : public ChaosError {
  using ChaosError::ChaosError;
};

/// Queries every fact for the first time. Returns the list, empty if there are no facts. Throws
/// FactUnknown, which names the fact, and Stopped.
Json query_facts(RunContext& context, const std::stop_token& stop);

/// Queries those facts again and completes their entries, each as soon as its answer has arrived.
/// Throws Stopped.
void query_facts_again(RunContext& context, Json& facts, const std::stop_token& stop);

/// "leader was 'db-1', now 'db-2'", for a fact that is not equal. Long answers are shown around the
/// difference.
std::string describe_change(const Json& fact);

}  // namespace chaos

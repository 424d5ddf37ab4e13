#pragma once

#include <stop_token>
#include <string>

#include "activity/run_context.h"
#include "chaos/json.h"

namespace chaos {

/// Whether `output` is within `tolerance`, with the values that the run has now or, given the place
/// of a `rollback`, with those for it. `tolerance` may be changed, and errors are thrown, as by
/// within_tolerance. The run's lock must not be held.
bool is_within(RunContext& context, Json& tolerance, const Json& output,
               const std::stop_token& stop, const std::string& rollback = {});

/// Why the exit status of a process counts as a failure or, if `of_http`, the status of an HTTP
/// response: "exit status 7", "HTTP status 503"; "" if nothing.
std::string complaint_about_status(const Json& run, bool of_http);

/// When a run counts as a success, if the experiment checks that (`on-failure`, `retries`).
struct Expectation {
  Json tolerance = {};              ///< what its output must be within; null if there is none
  bool exit_status_counts = false;  ///< without a tolerance, a process must exit with 0
  /// The place of a rollback in the record's experiment, "" for other activities. For a rollback,
  /// an HTTP status of 400 and above is a failure, too.
  std::string rollback = {};
};

/// A short reason why the run is not a success; "" if it is. Throws Stopped.
std::string reason_of_failure(RunContext& context, const Json& run, const Expectation& expectation,
                              const std::stop_token& stop);

}  // namespace chaos

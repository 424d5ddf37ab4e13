#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos::testing {

/// Journals for the tests of reports, written by hand. Times are seconds after 2026-11-20 10:00:00
/// UTC, at most a day.

/// "2026-11-20T10:00:02.500000+00:00" for 2.5
std::string time_text(double seconds);

/// The record of a successful activity.
Json run_of(const std::string& type, const std::string& name, double start = 0, double took = 1);

/// The same, failed with this exception.
Json failed_run_of(const std::string& type, const std::string& name, const std::string& message,
                   double start = 0, double took = 1);

/// The record of a probe of the hypothesis that expected 200.
Json probe_of(const std::string& name, bool met, double start = 0, double took = 0.5);

/// The state of a hypothesis with these probes, which is met if all of them are.
Json state_of(const std::vector<Json>& probes);

/// The journal of a completed run that took ten seconds, and whose experiment declares what was
/// run.
Json journal_of(const std::vector<Json>& method, const std::vector<Json>& rollbacks = {});

/// The same with a hypothesis before and after the method, which may be null.
Json with_states(Json journal, const Json& before, const Json& after);

}  // namespace chaos::testing

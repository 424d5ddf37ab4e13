#pragma once

#include <span>
#include <string>

#include "chaos/json.h"
#include "report/summary.h"

namespace chaos::report {

/// What happened in a run as a small object for programs; docs/how-to/reports.md has its members.
Json json_summary(const Summary& summary);

/// The object of the one run as JSON text, or a list of them.
std::string json_summary_report(std::span<const Summary> runs);

}  // namespace chaos::report

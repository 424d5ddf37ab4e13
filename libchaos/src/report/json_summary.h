#pragma once

#include <span>
#include <string>

#include "chaos/json.h"
#include "report/summary.h"

namespace chaos::report {

/// A summary of a run as a small object for programs; docs/how-to/reports.md describes its members.
Json json_summary(const Summary& summary);

/// The object for a single run as JSON text, or a list of them.
std::string json_summary_report(std::span<const Summary> runs);

}  // namespace chaos::report

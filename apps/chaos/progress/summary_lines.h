#pragma once

#include <string>
#include <vector>

#include "progress/progress_lines.h"
#include "report/summary.h"

namespace chaos {

/// The summary of a run for a terminal, one entry per line, none wider than the terminal: the
/// verdict, the result and duration of each phase, what went wrong where, whether the system is as
/// it was, and, if rollbacks were not played, because of which strategy, and the command that plays
/// them.
std::vector<std::string> summary_lines(const report::Summary& summary,
                                       const std::string& rollback_strategy,
                                       const std::string& rollback_command,
                                       const ProgressStyle& style);

}  // namespace chaos

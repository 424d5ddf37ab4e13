#pragma once

#include <string>
#include <vector>

#include "progress/progress_lines.h"
#include "report/summary.h"

namespace chaos {

/// What a person at a terminal is told of a run that has ended, one entry a line, none wider than
/// the terminal: the verdict, what became of each phase and how long it took, what went wrong
/// where, whether the system is as it was, and, when rollbacks were not played, by which strategy
/// and what plays them now.
std::vector<std::string> summary_lines(const report::Summary& summary,
                                       const std::string& rollback_strategy,
                                       const std::string& rollback_command,
                                       const ProgressStyle& style);

}  // namespace chaos

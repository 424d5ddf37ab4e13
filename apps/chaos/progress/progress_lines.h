#pragma once

#include <string>
#include <vector>

#include "progress/run_follower.h"
#include "progress/timed_line.h"

namespace chaos {

/// The progress of the run at `now`, in a few lines of at most `columns`: the phase, the current
/// activities with their times and timeouts, pauses with the remaining time, and the latest samples
/// of the hypothesis. Empty before the first phase.
std::vector<std::string> progress_lines(const RunProgress& progress, ProgressClock::time_point now,
                                        const ProgressStyle& style);

}  // namespace chaos

#pragma once

#include <string>
#include <vector>

#include "progress/run_follower.h"
#include "progress/timed_line.h"

namespace chaos {

/// What a terminal shows of the run at `now`, a few lines of at most `columns`: the phase, what is
/// being executed with its time and timeout, pauses with what is left of them, and the latest
/// samples of the hypothesis. Empty before the first phase.
std::vector<std::string> progress_lines(const RunProgress& progress, ProgressClock::time_point now,
                                        const ProgressStyle& style);

}  // namespace chaos

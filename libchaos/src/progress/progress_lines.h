#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "progress/run_follower.h"

namespace chaos {

/// How a display looks.
struct ProgressStyle {
  std::size_t columns = 80;
  bool unicode = true;  ///< marks beyond ASCII
  bool colour = true;
};

/// What a terminal shows of the run at `now`, a few lines of at most `columns`: the phase, what is
/// being executed with its time and timeout, pauses with what is left of them, and the latest
/// samples of the hypothesis. Empty before the first phase.
std::vector<std::string> progress_lines(const RunProgress& progress, ProgressClock::time_point now,
                                        const ProgressStyle& style);

}  // namespace chaos

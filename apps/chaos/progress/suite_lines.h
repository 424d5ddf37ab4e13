#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "progress/timed_line.h"

namespace chaos {

/// The progress of several experiments at one moment.
struct SuiteProgress {
  using Clock = std::chrono::steady_clock;

  struct Experiment {
    std::string source;
    Clock::time_point since;
  };

  Clock::time_point since;
  std::size_t total = 0;
  std::size_t done = 0;
  std::size_t not_passed = 0;              ///< of those that are done
  std::vector<Experiment> under_way = {};  ///< in their order
};

/// The progress at `now`, in a few lines of at most the style's columns: "3 of 10 done, 1 not
/// passed", and each experiment in progress with its time.
std::vector<std::string> suite_lines(const SuiteProgress& progress,
                                     SuiteProgress::Clock::time_point now,
                                     const ProgressStyle& style);

}  // namespace chaos

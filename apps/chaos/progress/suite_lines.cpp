#include "progress/suite_lines.h"

#include <fmt/format.h>

#include <algorithm>

#include "log/log.h"
#include "progress/display_text.h"

namespace chaos {
namespace {

constexpr std::size_t kMostExperiments = 10;  // the display must not push the log off the screen

std::string count_text(const SuiteProgress& progress) {
  std::string text = fmt::format("{} of {} done", progress.done, progress.total);
  if (progress.not_passed > 0) text += fmt::format(", {} not passed", progress.not_passed);
  return text;
}

}  // namespace

std::vector<std::string> suite_lines(const SuiteProgress& progress,
                                     SuiteProgress::Clock::time_point now,
                                     const ProgressStyle& wanted) {
  const ProgressStyle style = wide_enough(wanted);
  std::vector<std::string> lines;
  const auto add = [&](const std::string& text, SuiteProgress::Clock::time_point since,
                       const char* colour) {
    const double seconds = std::chrono::duration<double>(now - since).count();
    lines.push_back(timed_line(text, clock_text(seconds), colour, style));
  };
  add(fmt::format("{} {}", marks_of(style).phase, count_text(progress)), progress.since,
      progress.not_passed > 0 ? "1;31" : "1");
  const std::size_t shown = std::min(progress.under_way.size(), kMostExperiments);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& experiment = progress.under_way[i];
    add(fmt::format("  {} {}", marks_of(style).running,
                    displayable(log::redact(experiment.source))),
        experiment.since, "");
  }
  if (const std::size_t more = progress.under_way.size() - shown; more > 0) {
    lines.push_back(timed_line(fmt::format("  and {} more", more), "", "2", style));
  }
  return lines;
}

}  // namespace chaos

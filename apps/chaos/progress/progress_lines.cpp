#include "progress/progress_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "log/log.h"
#include "progress/display_text.h"

namespace chaos {
namespace {

constexpr std::size_t kMostActivities = 6;  // the display must not push the log off the screen
constexpr std::size_t kTimeColumns = 20;    // for "99 of 100 met" and the like

/// The lines at one point in time.
class Lines {
 public:
  Lines(const RunProgress& progress, ProgressClock::time_point now, const ProgressStyle& style)
      : progress_(progress), now_(now), style_(wide_enough(style)), marks_(marks_of(style)) {}

  std::vector<std::string> all() {
    add(fmt::format("{} {}", marks_.phase, progress_.phase),
        clock_text(seconds_since(progress_.phase_since)), "1");
    const std::size_t shown = std::min(progress_.activities.size(), kMostActivities);
    for (std::size_t i = 0; i < shown; ++i)
      add_activity(progress_.activities[i]);
    if (const std::size_t more = progress_.activities.size() - shown; more > 0) {
      add(fmt::format("  and {} more", more), "", "2");
    }
    if (!progress_.samples.empty() || progress_.sampling) add_samples();
    return std::move(lines_);
  }

 private:
  double seconds_since(ProgressClock::time_point since) const {
    return std::chrono::duration<double>(now_ - since).count();
  }

  void add_activity(const ActivityProgress& activity) {
    const char* mark = activity.is_pause()   ? marks_.pause
                       : activity.background ? marks_.background
                                             : marks_.running;
    const std::string title = activity.is_pause()
                                  ? fmt::format("Pause of {}", activity.name)
                                  : fmt::format("{}: {}", activity.type, activity.name);
    add(fmt::format("  {} {}", mark, displayable(log::redact(title))), time_of(activity), "");
  }

  std::string time_of(const ActivityProgress& activity) const {
    const double elapsed = seconds_since(activity.since);
    if (activity.is_pause()) {
      return fmt::format("{} left",
                         clock_text(std::ceil(activity.limit_seconds.value_or(0) - elapsed)));
    }
    std::string time = clock_text(elapsed);
    if (activity.limit_seconds) {
      time += fmt::format(" of {}", clock_text(std::ceil(*activity.limit_seconds)));
    }
    return time;
  }

  /// The latest samples that fit, and how many of all were met.
  void add_samples() {
    const auto& samples = progress_.samples;
    const std::string title = "  Hypothesis ";
    const std::size_t room = style_.columns - std::min(style_.columns, title.size() + kTimeColumns);
    const std::size_t shown = std::min(samples.size(), room);
    std::string strip;
    for (std::size_t i = samples.size() - shown; i < samples.size(); ++i)
      strip += coloured(samples[i] ? marks_.met : marks_.not_met, samples[i] ? "32" : "31", style_);
    const auto met = std::count(samples.begin(), samples.end(), true);
    const std::string count = fmt::format("{} of {} met", met, samples.size());
    const std::size_t width = title.size() + shown + count.size();
    if (width > style_.columns) return lines_.push_back(fitted(title + count, style_.columns));
    lines_.push_back(title + strip + std::string(style_.columns - width, ' ') + count);
  }

  /// A line with `time` right-aligned.
  void add(const std::string& text, const std::string& time, const char* colour) {
    lines_.push_back(timed_line(text, time, colour, style_));
  }

  const RunProgress& progress_;
  const ProgressClock::time_point now_;
  const ProgressStyle style_;
  const ProgressMarks& marks_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> progress_lines(const RunProgress& progress, ProgressClock::time_point now,
                                        const ProgressStyle& style) {
  if (progress.phase.empty()) return {};
  return Lines(progress, now, style).all();
}

}  // namespace chaos

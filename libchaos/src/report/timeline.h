#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/summary.h"

namespace chaos::report {

/// A stretch of time on the timeline. Left and width are fractions of the whole, from 0 to 1.
struct Mark {
  double left = 0;
  double width = 0;
  Outcome outcome = Outcome::kSucceeded;
  std::string title;  ///< a sentence that describes it
};

/// One row of the timeline: an activity, or several that do not overlap.
struct TimelineRow {
  std::string label;  ///< "" for a row with several activities
  std::string note;   ///< how long it took
  bool background = false;
  Outcome outcome = Outcome::kSucceeded;  ///< of the one activity
  std::vector<Mark> marks;
  std::vector<Mark> pauses;
};

struct TimelineGroup {
  Phase phase = Phase::kMethod;
  std::vector<TimelineRow> rows;
};

struct Tick {
  double at = 0;  ///< a fraction of the whole
  std::string label;
};

/// The timeline of a run.
struct Timeline {
  std::vector<TimelineGroup> groups;  ///< the phases that have anything to show
  std::vector<Tick> ticks;
};

/// Lays out the run. Each activity has its own row, unless there are too many: then they share
/// rows, where overlapping ones are placed below each other. Nothing if no activity has a time.
std::optional<Timeline> lay_out(const Summary& summary);

/// When the activity began, relative to the run's start: "+2.5 s"; "" if it is unknown.
std::string offset_of(const Summary& summary, const std::optional<Instant>& start);

}  // namespace chaos::report

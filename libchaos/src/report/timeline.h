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
  std::string title;  ///< what it stands for, in a sentence
};

/// One line of the timeline: an activity, or several that fit behind one another.
struct TimelineRow {
  std::string label;  ///< "" for a row of several
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

/// Lays out the run. Each activity has a row of its own, unless they are too many: then they share
/// rows, where those that overlap are below one another. Nothing if no activity has a time.
std::optional<Timeline> lay_out(const Summary& summary);

/// When the activity began, counted from the run's start: "+2.5 s"; "" when that is not known.
std::string offset_of(const Summary& summary, const std::optional<Instant>& start);

}  // namespace chaos::report

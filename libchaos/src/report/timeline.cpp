#include "report/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "report/members.h"

namespace chaos::report {
namespace {

constexpr std::size_t kMostOwnRows =
    60;  // with up to this many activities, each has a separate row
constexpr std::size_t kMostSharedRows = 30;  // of a phase, if they share rows
constexpr double kShortestSpan = 1e-3;       // seconds; a run that took no time still needs a width

/// The period that is shown, which maps times to positions.
struct Scale {
  Instant start;
  double seconds = kShortestSpan;

  double at(Instant instant) const {
    return std::clamp(seconds_between(start, instant) / seconds, 0.0, 1.0);
  }
};

std::optional<Scale> scale_of(const Summary& summary) {
  std::optional<Instant> first;
  std::optional<Instant> last;
  for (const auto& phase : summary.phases) {
    if (!phase.start) continue;
    first = std::min(first.value_or(*phase.start), *phase.start);
    last = std::max(last.value_or(*phase.end), *phase.end);
  }
  if (!first) return std::nullopt;
  if (summary.start) first = std::min(*first, *summary.start);
  if (summary.end) last = std::max(*last, *summary.end);
  return Scale{.start = *first, .seconds = std::max(seconds_between(*first, *last), kShortestSpan)};
}

Mark mark_between(const Scale& scale, Instant start, Instant end) {
  const double left = scale.at(start);
  return {.left = left, .width = std::max(0.0, scale.at(end) - left)};
}

Mark mark_of(const Scale& scale, const Activity& activity) {
  Mark mark = mark_between(scale, *activity.start, activity.end.value_or(*activity.start));
  mark.outcome = activity.outcome;
  mark.title =
      fmt::format("{} ({}{}): {}", activity.name, activity.type,
                  activity.background ? ", in the background" : "", to_string(activity.outcome));
  if (activity.seconds) mark.title += ", took " + took(activity);
  mark.title += ", began at +" + human_duration(seconds_between(scale.start, *activity.start));
  if (!activity.problem.empty()) mark.title += ". " + activity.problem;
  return mark;
}

/// Pauses around an activity are gaps in the journal; only the declarations explain them.
void add_pauses(TimelineRow& row, const Scale& scale, const Activity& activity) {
  const Json& pauses = member(*activity.declared, "pauses");
  if (const auto before = seconds_of(member(pauses, "before")); before && *before > 0) {
    if (const auto begin = instant_after(*activity.start, -*before)) {
      row.pauses.push_back(mark_between(scale, *begin, *activity.start));
      row.pauses.back().title = fmt::format("pause of {} before", human_duration(*before));
    }
  }
  const auto after = seconds_of(member(pauses, "after"));
  if (after && *after > 0 && activity.end) {
    if (const auto until = instant_after(*activity.end, *after)) {
      row.pauses.push_back(mark_between(scale, *activity.end, *until));
      row.pauses.back().title = fmt::format("pause of {} after", human_duration(*after));
    }
  }
}

TimelineRow own_row(const Summary& summary, const Scale& scale, const Activity& activity) {
  TimelineRow row{.label = activity.name,
                  .note = took(activity),
                  .background = activity.background,
                  .outcome = activity.outcome};
  row.marks.push_back(mark_of(scale, activity));
  if (summary.dry.empty()) add_pauses(row, scale, activity);
  return row;
}

/// Puts each mark into the first row that is free at that time, or into the last one if none is.
std::vector<TimelineRow> shared_rows(std::vector<Mark> marks) {
  std::stable_sort(marks.begin(), marks.end(),
                   [](const Mark& a, const Mark& b) { return a.left < b.left; });
  std::vector<TimelineRow> rows;
  for (auto& mark : marks) {
    auto row = std::find_if(rows.begin(), rows.end(), [&mark](const TimelineRow& taken) {
      return taken.marks.back().left + taken.marks.back().width <= mark.left;
    });
    if (row == rows.end()) {
      if (rows.size() < kMostSharedRows) rows.emplace_back();
      row = rows.end() - 1;
    }
    row->marks.push_back(std::move(mark));
  }
  return rows;
}

TimelineGroup group_of(const Summary& summary, const Scale& scale, const PhaseSummary& phase,
                       bool own_rows) {
  TimelineGroup group{.phase = phase.phase};
  std::vector<Mark> marks;
  for (const auto& activity : phase.activities) {
    if (!activity.start) continue;
    if (own_rows)
      group.rows.push_back(own_row(summary, scale, activity));
    else
      marks.push_back(mark_of(scale, activity));
  }
  if (!own_rows) group.rows = shared_rows(std::move(marks));
  return group;
}

TimelineGroup group_of_samples(const Summary& summary, const Scale& scale) {
  // The marks extend to the end of the method, so there is no room for a note after them.
  TimelineRow row{
      .label = fmt::format("{} of {} samples met", summary.samples_met(), summary.samples.size())};
  for (std::size_t i = 0; i < summary.samples.size(); ++i) {
    const Sample& sample = summary.samples[i];
    if (!sample.start) continue;
    Mark mark = mark_between(scale, *sample.start, sample.end.value_or(*sample.start));
    mark.outcome = outcome_of(sample);
    if (is_problem(mark.outcome)) row.outcome = Outcome::kNotMet;
    mark.title = fmt::format("sample {} at {}: {}", i + 1, offset_of(summary, sample.start),
                             sample.met == true ? "met" : to_string(mark.outcome));
    row.marks.push_back(std::move(mark));
  }
  TimelineGroup group{.phase = Phase::kDuring};
  if (!row.marks.empty()) group.rows.push_back(std::move(row));
  return group;
}

std::size_t rows_needed(const Summary& summary) {
  std::size_t rows = 0;
  for (const auto& phase : summary.phases)
    rows += phase.phase == Phase::kDuring ? 1 : phase.ran();
  return rows;
}

/// The distance between ticks: a round number that gives at most eight ticks.
double tick_step(double seconds) {
  constexpr std::array kSteps = {1.0,   2.0,   5.0,    10.0,   15.0,   30.0,    60.0,   120.0,
                                 300.0, 600.0, 1800.0, 3600.0, 7200.0, 21600.0, 43200.0};
  constexpr double kMostTicks = 8;
  if (seconds >= kMostTicks) {
    for (const double step : kSteps) {
      if (seconds / step <= kMostTicks) return step;
    }
    return 86400 * std::ceil(seconds / 86400 / kMostTicks);
  }
  for (double unit = 1e-4;; unit *= 10) {
    for (const double step : {unit, 2 * unit, 5 * unit}) {
      if (seconds / step <= kMostTicks) return step;
    }
  }
}

std::vector<Tick> ticks_of(double seconds) {
  const double step = tick_step(seconds);
  std::vector<Tick> ticks;
  for (int i = 0; i * step <= seconds; ++i) {
    ticks.push_back({.at = i * step / seconds, .label = i == 0 ? "0" : human_duration(i * step)});
  }
  return ticks;
}

}  // namespace

std::optional<Timeline> lay_out(const Summary& summary) {
  const auto scale = scale_of(summary);
  if (!scale) return std::nullopt;
  const bool own_rows = rows_needed(summary) <= kMostOwnRows;
  Timeline timeline{.groups = {}, .ticks = ticks_of(scale->seconds)};
  for (const auto& phase : summary.phases) {
    TimelineGroup group = phase.phase == Phase::kDuring
                              ? group_of_samples(summary, *scale)
                              : group_of(summary, *scale, phase, own_rows);
    if (!group.rows.empty()) timeline.groups.push_back(std::move(group));
  }
  return timeline;
}

std::string offset_of(const Summary& summary, const std::optional<Instant>& start) {
  if (!start || !summary.start || *start < *summary.start) return {};
  return "+" + human_duration(seconds_between(*summary.start, *start));
}

}  // namespace chaos::report

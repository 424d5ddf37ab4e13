#include "report/html_samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "report/html_activity.h"
#include "report/html_outcome.h"
#include "report/markup.h"
#include "report/timeline.h"

namespace chaos::report {
namespace {

constexpr double kStripWidth = 1000;  // in units of the drawing
constexpr double kStripHeight = 28;
constexpr std::size_t kMostCells = 250;        // if there are more, they are merged
constexpr std::size_t kMostUnmetSamples = 50;  // shown with their probes

/// Adjacent samples that share a cell of the strip, which shows the worst of them.
struct Cell {
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t met = 0;
  Outcome outcome = Outcome::kSucceeded;
};

std::vector<Cell> cells_of(const std::vector<Sample>& samples) {
  const std::size_t per_cell = (samples.size() + kMostCells - 1) / kMostCells;
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (i % per_cell == 0) cells.push_back({.first = i});
    Cell& cell = cells.back();
    cell.last = i;
    const Outcome outcome = outcome_of(samples[i]);
    if (outcome == Outcome::kSucceeded)
      ++cell.met;
    else if (cell.outcome != Outcome::kNotMet)
      cell.outcome = outcome;
  }
  return cells;
}

std::string title_of_cell(const Cell& cell, const Summary& summary) {
  const std::string at = offset_of(summary, summary.samples[cell.first].start);
  if (cell.first == cell.last) {
    return fmt::format("sample {}{}{}: {}", cell.first + 1, at.empty() ? "" : " at ", at,
                       cell.met == 1 ? "met" : to_string(cell.outcome));
  }
  const std::size_t count = cell.last - cell.first + 1;
  return fmt::format("samples {} to {}: {} of {} met", cell.first + 1, cell.last + 1, cell.met,
                     count);
}

/// Samples that were not met also differ in height, not only in color.
std::string strip(const Summary& summary) {
  const std::vector<Cell> cells = cells_of(summary.samples);
  const double width = kStripWidth / static_cast<double>(cells.size());
  const double gap = width > 4 ? 1.0 : 0.0;
  std::string out = fmt::format(
      "<svg class=\"strip\" viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\" role=\"img\" "
      "aria-label=\"{} of {} samples met\">\n",
      kStripWidth, kStripHeight, summary.samples_met(), summary.samples.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool met = cells[i].outcome == Outcome::kSucceeded;
    const double height = met ? kStripHeight / 2 : kStripHeight;
    out += fmt::format(
        "<rect class=\"bar {}\" fill=\"{}\" x=\"{:.2f}\" y=\"{}\" width=\"{:.2f}\" "
        "height=\"{}\"><title>{}</title></rect>\n",
        css_class(cells[i].outcome), colour_of(cells[i].outcome), static_cast<double>(i) * width,
        kStripHeight - height, width - gap, height, title_of_cell(cells[i], summary));
  }
  return out + "</svg>\n";
}

struct ProbeCounts {
  std::size_t played = 0;
  std::size_t met = 0;
  double longest = 0;  // seconds
};

std::string probe_table(const PhaseSummary& phase) {
  std::map<std::string, ProbeCounts> probes;
  for (const auto& activity : phase.activities) {
    ProbeCounts& counts = probes[activity.name];
    ++counts.played;
    counts.met += activity.outcome == Outcome::kSucceeded ? 1 : 0;
    counts.longest = std::max(counts.longest, activity.seconds.value_or(0));
  }
  std::string out =
      "<table>\n<thead><tr><th scope=\"col\">Probe</th><th "
      "scope=\"col\">Met</th><th scope=\"col\">Played</th><th scope=\"col\">Longest</th></tr>"
      "</thead>\n<tbody>\n";
  for (const auto& [name, counts] : probes) {
    out += fmt::format("<tr><td class=\"name\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                       to_html(name), counts.met, counts.played, human_duration(counts.longest));
  }
  return scroll_box("Probes", out + "</tbody></table>");
}

/// The failed probes of the samples that were not met.
std::string unmet_samples(const Summary& summary, std::size_t number) {
  const auto& activities = summary.phase(Phase::kDuring).activities;
  std::string out;
  std::size_t unmet = 0;
  for (const auto& sample : summary.samples) {
    if (sample.met == true || ++unmet > kMostUnmetSamples) continue;
    for (std::size_t i = sample.first; i < sample.first + sample.count; ++i) {
      // The first failure is enough of an example.
      if (is_problem(activities[i]))
        out += html_activity(summary, activities[i], number, out.empty());
    }
  }
  if (unmet > kMostUnmetSamples) {
    out += fmt::format("<p class=\"more\">and {} more samples that were not met</p>\n",
                       unmet - kMostUnmetSamples);
  }
  return out;
}

}  // namespace

std::string html_samples(const Summary& summary, std::size_t number) {
  if (summary.samples.empty()) return {};
  const PhaseSummary& phase = summary.phase(Phase::kDuring);
  const std::size_t met = summary.samples_met();
  const bool all = met == summary.samples.size();
  return fmt::format(
             "<section class=\"samples\"><h2>{} {} <small>{} of {} samples met</small></h2>\n",
             title_of(Phase::kDuring), all ? pill("ok", "✓ met") : pill("bad", "✕ not met"), met,
             summary.samples.size()) +
         strip(summary) + probe_table(phase) + unmet_samples(summary, number) + "</section>\n";
}

}  // namespace chaos::report

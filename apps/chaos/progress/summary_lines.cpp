#include "progress/summary_lines.h"

#include <fmt/format.h>

#include <algorithm>

#include "log/log.h"
#include "progress/display_text.h"
#include "progress/timed_line.h"
#include "report/verdict.h"
#include "run/undo.h"

namespace chaos {
namespace {

using report::Phase;
using report::PhaseSummary;
using report::Verdict;

constexpr std::size_t kTitleColumns = 32;  // of a phase, including indentation
constexpr std::size_t kMostProblems = 5;   // a report lists all of them
constexpr std::size_t kMostLines = 3;      // of one problem

const char* colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed:
      return "32";
    case Verdict::kRemarks:
    case Verdict::kInterrupted:
      return "33";
    default:
      return "31";
  }
}

class SummaryLines {
 public:
  SummaryLines(const report::Summary& summary, const std::string& strategy,
               const std::string& rollback_command, const ProgressStyle& style)
      : summary_(summary),
        strategy_(strategy),
        rollback_command_(rollback_command),
        style_(style) {}

  std::vector<std::string> all() {
    lines_.emplace_back();
    add_verdict();
    for (const Phase phase : report::kPhases)
      add_phase(summary_.phase(phase));
    add_problems();
    add_left_as_found();
    add_rollback_command();
    add_whole("  Journal", log::redact(summary_.path));
    return std::move(lines_);
  }

 private:
  void add_verdict() {
    const bool is_well = summary_.verdict == Verdict::kPassed;
    const char* mark = style_.unicode ? (is_well ? "✔" : "✘") : (is_well ? "+" : "x");
    std::string text =
        fmt::format("{} {}: {}", mark, displayable(log::redact(summary_.title)), summary_.words);
    if (summary_.seconds) text += fmt::format(", in {}", report::human_duration(*summary_.seconds));
    const std::string colour = fmt::format("1;{}", colour_of(summary_.verdict));
    for (const auto& line : wrapped(text, style_.columns - 2)) {
      const std::string indent = lines_.size() > 1 ? "  " : "";
      lines_.push_back(coloured(fitted(indent + line, style_.columns), colour.c_str(), style_));
    }
  }

  void add_phase(const PhaseSummary& phase) {
    if (phase.activities.empty()) return;
    std::string text = result_of(phase);
    if (phase.seconds) text += fmt::format(", {}", report::human_duration(*phase.seconds));
    add(fmt::format("  {}", report::title_of(phase.phase)), text);
  }

  std::string result_of(const PhaseSummary& phase) const {
    const std::size_t declared = phase.activities.size();
    if (phase.phase == Phase::kDuring) {
      return fmt::format("met in {} of {} samples", summary_.samples_met(),
                         summary_.samples.size());
    }
    if (phase.ran() == 0) {
      return phase.phase == Phase::kRollbacks
                 ? fmt::format("none of {} played (strategy: {})", declared, strategy_)
                 : "not played";
    }
    if (phase.met) return *phase.met ? "met" : "not met";
    std::string text = fmt::format("{} of {} {}", phase.ran(), declared,
                                   declared == 1 ? "activity played" : "activities played");
    const std::size_t failed =
        phase.count(report::Outcome::kFailed) + phase.count(report::Outcome::kNotMet);
    if (failed > 0) text += fmt::format(", {} failed", failed);
    return text;
  }

  void add_problems() {
    const auto problems = report::problems_of(summary_);
    const std::size_t shown = std::min(problems.size(), kMostProblems);
    for (std::size_t i = 0; i < shown; ++i) {
      const report::Activity& activity = *problems[i].activity;
      std::string text = fmt::format("{} ({})", activity.name, report::place_of(problems[i]));
      if (!activity.problem.empty()) text += ": " + activity.problem;
      add_wrapped(fmt::format("  {}", report::to_string(activity.outcome)), log::redact(text));
    }
    if (problems.size() > shown) add("", fmt::format("and {} more", problems.size() - shown));
  }

  void add_left_as_found() {
    const std::string text = describe(summary_.found);
    if (!text.empty()) add_wrapped("  System left as found", log::redact(text));
  }

  void add_rollback_command() {
    if (summary_.path.empty() || left_to_undo(*summary_.journal).empty()) return;
    add_whole("  To put the system back", rollback_command_);
  }

  void add(const std::string& title, const std::string& text) {
    lines_.push_back(fitted(displayable(in_title_columns(title) + text), style_.columns));
  }

  /// Wraps the text if necessary, and truncates the rest of the longest ones.
  void add_wrapped(const std::string& title, const std::string& text) {
    const std::size_t room = style_.columns - std::min(style_.columns, kTitleColumns);
    if (room < kTitleColumns / 2) return add(title, text);
    auto lines = wrapped(displayable(text), room);
    if (lines.size() > kMostLines) {
      for (std::size_t i = kMostLines; i < lines.size(); ++i)
        lines[kMostLines - 1] += " " + lines[i];
      lines.resize(kMostLines);
    }
    for (std::size_t i = 0; i < lines.size(); ++i)
      add(i == 0 ? title : "", lines[i]);
  }

  /// Not truncated: users will want to copy it.
  void add_whole(const std::string& title, const std::string& text) {
    lines_.push_back(displayable(in_title_columns(title) + text));
  }

  static std::string in_title_columns(const std::string& title) {
    const std::size_t width = display_width(title);
    return title + std::string(width < kTitleColumns ? kTitleColumns - width : 1, ' ');
  }

  const report::Summary& summary_;
  const std::string& strategy_;
  const std::string& rollback_command_;
  const ProgressStyle& style_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> summary_lines(const report::Summary& summary,
                                       const std::string& rollback_strategy,
                                       const std::string& rollback_command,
                                       const ProgressStyle& style) {
  return SummaryLines(summary, rollback_strategy, rollback_command, style).all();
}

}  // namespace chaos

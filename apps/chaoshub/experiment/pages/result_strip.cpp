#include "experiment/pages/result_strip.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/times.h"
#include "web/numbers.h"
#include "web/outcome_badge.h"

namespace chaos::hub::experiment {
namespace {

using web::Html;
using web::html;

constexpr int kCell = 10;  // its width and the gap after it
constexpr int kHeight = 20;

std::string when(const Result& result) {
  return report::date_and_time(
      std::chrono::time_point_cast<std::chrono::microseconds>(result.started));
}

/// "Passed, 2026-11-21 15:41:17 UTC, 2.02 s"
std::string words_of(const Result& result) {
  return fmt::format("{}, {}{}", label_of(result.outcome), when(result),
                     result.seconds < 0 ? "" : ", " + report::human_duration(result.seconds));
}

bool is_fine(ExecutionOutcome outcome) {
  return outcome == ExecutionOutcome::kPassed || outcome == ExecutionOutcome::kRunning;
}

}  // namespace

Html result_strip(const std::vector<Result>& results) {
  if (results.empty()) return html("<span class=\"note\">Never run</span>");
  Html cells;
  int at = 0;
  for (const Result& result : results) {
    const int top = is_fine(result.outcome) ? kHeight / 2 : 0;
    cells += html(
        "<rect class=\"bar {}\" x=\"{}\" y=\"{}\" width=\"8\" height=\"{}\"><title>{}</title>"
        "</rect>",
        web::look_of(result.outcome), at, top, kHeight - top, words_of(result));
    at += kCell;
  }
  const auto passed = std::ranges::count(results, ExecutionOutcome::kPassed, &Result::outcome);
  return html(
      "<svg class=\"result-strip\" viewBox=\"0 0 {} {}\" width=\"{}\" height=\"{}\" role=\"img\" "
      "aria-label=\"{} of the last {} passed; the latest: {}\">{}</svg>",
      at, kHeight, at, kHeight, passed, results.size(), label_of(results.back().outcome), cells);
}

Html duration_chart(const std::vector<Result>& results, const std::string& team) {
  constexpr double kChartWidth = 720;
  constexpr double kChartHeight = 120;
  constexpr double kMargin = 8;
  double longest = 0;
  for (const Result& result : results)
    longest = std::max(longest, result.seconds);
  if (longest <= 0 || results.size() < 2) return {};
  const double step = (kChartWidth - 2 * kMargin) / static_cast<double>(results.size() - 1);
  Html dots;
  double x = kMargin;
  for (const Result& result : results) {
    const double height = std::max(result.seconds, 0.0) / longest * (kChartHeight - 2 * kMargin);
    dots += html(
        "<a href=\"{}/executions/{}\" aria-label=\"{}\"><circle class=\"bar {}\" cx=\"{}\" "
        "cy=\"{}\" r=\"5\"><title>{}</title></circle></a>",
        team, result.execution, words_of(result), web::look_of(result.outcome),
        fmt::format("{:.1f}", x), fmt::format("{:.1f}", kChartHeight - kMargin - height),
        words_of(result));
    x += step;
  }
  return html(
      "<figure class=\"durations\"><figcaption>Duration, from 0 to {}. Each dot is an execution; "
      "its color is the outcome.</figcaption><svg viewBox=\"0 0 {} {}\" "
      "preserveAspectRatio=\"xMinYMid\"><line class=\"grid\" x1=\"0\" y1=\"{}\" x2=\"{}\" "
      "y2=\"{}\"/>{}</svg></figure>\n",
      report::human_duration(longest), fmt::format("{}", kChartWidth),
      fmt::format("{}", kChartHeight), fmt::format("{}", kChartHeight - kMargin + 6),
      fmt::format("{}", kChartWidth), fmt::format("{}", kChartHeight - kMargin + 6), dots);
}

}  // namespace chaos::hub::experiment

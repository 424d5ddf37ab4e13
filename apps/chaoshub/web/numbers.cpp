#include "web/numbers.h"

#include <fmt/format.h>

#include "web/outcome_badge.h"

namespace chaos::hub::web {
namespace {

constexpr int kWidth = 200;

/// The outcomes in a bar, from best to worst.
constexpr std::array kShown = {ExecutionOutcome::kPassed, ExecutionOutcome::kProblems,
                               ExecutionOutcome::kDeviated, ExecutionOutcome::kFailed};

}  // namespace

std::string percent(const std::optional<int>& part) {
  return part ? fmt::format("{}%", *part) : "–";
}

std::string pass_words(const OutcomeCounts& counts) {
  if (counts.judged() == 0) return "No results";
  const int problems = counts.of(ExecutionOutcome::kProblems);
  return fmt::format("{} of {} passed{}", counts.of(ExecutionOutcome::kPassed), counts.judged(),
                     problems == 0 ? "" : fmt::format(", {} with problems", problems));
}

Html outcome_bar(const OutcomeCounts& counts) {
  const int all = counts.judged();
  if (all == 0) return {};
  Html parts;
  std::string words;
  int before = 0;
  for (const ExecutionOutcome outcome : kShown) {
    const int count = counts.of(outcome);
    if (count == 0) continue;
    const int begin = before * kWidth / all;
    const int end = (before + count) * kWidth / all;
    parts += html("<rect class=\"bar {}\" x=\"{}\" y=\"0\" width=\"{}\" height=\"8\"/>",
                  look_of(outcome), begin, end - begin);
    words += fmt::format("{}{}: {}", words.empty() ? "" : ", ", label_of(outcome), count);
    before += count;
  }
  return html(
      "<svg class=\"outcome-bar\" viewBox=\"0 0 {} 8\" preserveAspectRatio=\"none\" role=\"img\" "
      "aria-label=\"{}\"><title>{}</title>{}</svg>",
      kWidth, words, words, parts);
}

Html number_tile(const std::string& label, const Html& number, const Html& below,
                 const char* look) {
  return html("<div class=\"number {}\"><dt>{}</dt><dd><b>{}</b>{}</dd></div>\n", look, label,
              number, below.empty() ? Html() : html("<small>{}</small>", below));
}

}  // namespace chaos::hub::web

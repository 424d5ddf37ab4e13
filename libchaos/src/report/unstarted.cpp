#include "report/unstarted.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "log/count_text.h"

namespace chaos::report {
namespace {

constexpr const char* kInvalid = "invalid";

/// The outcome, the first obstacle, and how many more there are.
std::string words_for(const Unstarted& unstarted) {
  if (unstarted.obstacles.empty()) return unstarted.words;
  std::string words = fmt::format("{}: {}", unstarted.words, located(unstarted.obstacles.front()));
  if (const std::size_t more = unstarted.obstacles.size() - 1; more > 0)
    words += fmt::format("; and {}", count_text(more, "more problem", "more problems"));
  return words;
}

}  // namespace

Summary summarize(Unstarted unstarted) {
  Summary summary;
  summary.title = unstarted.title.empty() ? unstarted.source : unstarted.title;
  // The reports read a few members of a journal.
  summary.shown = std::make_shared<const Json>(
      Json{{"experiment", {{"title", summary.title}}}, {"status", unstarted.words}});
  summary.journal = summary.shown.get();
  summary.status = unstarted.words;
  summary.verdict = unstarted.words == kInvalid ? Verdict::kInvalid : Verdict::kNotRun;
  summary.words = words_for(unstarted);
  for (const Phase phase : kPhases)
    summary.phases[static_cast<std::size_t>(phase)].phase = phase;
  summary.source = std::move(unstarted.source);
  summary.obstacles = std::move(unstarted.obstacles);
  return summary;
}

std::string located(const Diagnostic& diagnostic) {
  const Position& position = diagnostic.position;
  if (position.line == 0) return diagnostic.message;
  return fmt::format("{}:{}:{}: {}", position.file, position.line, position.column,
                     diagnostic.message);
}

}  // namespace chaos::report

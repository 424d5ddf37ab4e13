#include "report/json_summary.h"

#include "report/members.h"
#include "report/verdict.h"

namespace chaos::report {
namespace {

constexpr int kVersion = 1;  // of the object; incremented when the meaning of a member changes

template <class Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

Json counts_of(const PhaseSummary& phase) {
  return {{"met", or_null(phase.met)},
          {"ran", phase.ran()},
          {"succeeded", phase.count(Outcome::kSucceeded)},
          {"failed", phase.count(Outcome::kFailed)},
          {"not_met", phase.count(Outcome::kNotMet)},
          {"aborted", phase.count(Outcome::kAborted)},
          {"not_run", phase.count(Outcome::kNotRun)},
          {"duration", or_null(phase.seconds)}};
}

Json phases_of(const Summary& summary) {
  Json phases = Json::object();
  for (const auto& phase : summary.phases) {
    Json counts = counts_of(phase);
    const bool has_verdict = phase.phase != Phase::kMethod && phase.phase != Phase::kRollbacks;
    if (!has_verdict) counts.erase("met");
    phases[std::string(name_of(phase.phase))] = std::move(counts);
  }
  return phases;
}

/// Why an experiment was not run.
Json obstacle_entry(const Diagnostic& obstacle, const std::string& source) {
  Json entry = {{"pointer", obstacle.pointer}, {"phase", nullptr},
                {"type", "experiment"},        {"name", source},
                {"outcome", "not run"},        {"times", 1},
                {"message", obstacle.message}};
  const Position& position = obstacle.position;
  if (!position.file.empty()) entry["file"] = position.file;
  if (position.line != 0) entry.update({{"line", position.line}, {"column", position.column}});
  if (!obstacle.hint.empty()) entry["hint"] = obstacle.hint;
  return entry;
}

Json problem_entries(const Summary& summary) {
  Json entries = Json::array();
  for (const auto& obstacle : summary.obstacles)
    entries.push_back(obstacle_entry(obstacle, summary.source));
  for (const auto& [activity, times] : problems_of(summary)) {
    entries.push_back({{"pointer", activity->pointer},
                       {"phase", name_of(activity->phase)},
                       {"type", activity->type},
                       {"name", activity->name},
                       {"outcome", to_string(activity->outcome)},
                       {"times", times},
                       {"message", activity->problem}});
  }
  return entries;
}

/// Programs get the parts that people read as one sentence.
Json found_of(const LeftAsFound& found) {
  using Answer = LeftAsFound::Answer;
  const char* answer = found.answer == Answer::kYes  ? "yes"
                       : found.answer == Answer::kNo ? "no"
                                                     : "not checked";
  return {{"answer", answer},
          {"differences", found.differences},
          {"rollbacks", found.rollbacks.empty() ? Json() : Json(found.rollbacks)},
          {"reason", found.reason.empty() ? Json() : Json(found.reason)}};
}

}  // namespace

Json json_summary(const Summary& summary) {
  const PhaseSummary& rollbacks = summary.phase(Phase::kRollbacks);
  const Json& journal = *summary.journal;
  Json object = {
      {"version", kVersion},
      {"journal", summary.path.empty() ? Json() : Json(summary.path)},
      {"title", summary.title},
      {"status", summary.status.empty() ? Json() : Json(summary.status)},
      {"deviated", summary.deviated},
      {"verdict", label_of(summary.verdict)},
      {"summary", summary.words},
      {"exit_code", summary.exit_code()},
      {"dry", summary.dry.empty() ? Json() : Json(summary.dry)},
      {"start", member(journal, "start")},
      {"end", member(journal, "end")},
      {"duration", or_null(summary.seconds)},
      {"phases", phases_of(summary)},
      {"samples", {{"total", summary.samples.size()}, {"met", summary.samples_met()}}},
      {"rollbacks", {{"declared", rollbacks.activities.size()}, {"ran", rollbacks.ran()}}},
      {"problems", problem_entries(summary)}};
  if (!summary.source.empty()) object["source"] = summary.source;
  if (summary.found.answer != LeftAsFound::Answer::kUnasked) {
    object["left_as_found"] = found_of(summary.found);
  }
  return object;
}

std::string json_summary_report(std::span<const Summary> runs) {
  if (runs.size() == 1) return to_json_text(json_summary(runs.front()), 2) + "\n";
  Json list = Json::array();
  for (const auto& run : runs)
    list.push_back(json_summary(run));
  return to_json_text(list, 2) + "\n";
}

}  // namespace chaos::report

#include "report/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "context/secrets.h"
#include "json/child_pointer.h"
#include "log/redactor.h"
#include "report/members.h"
#include "report/verdict.h"
#include "run/undo.h"

namespace chaos::report {
namespace {

constexpr const char* kHypothesis = "steady-state-hypothesis";

/// Journals contain the secrets that their experiments state in clear text, but more people see
/// reports. nullptr if there are none.
std::shared_ptr<const Json> without_secrets_in_clear(const Json& journal) {
  const auto secrets = secrets_in_clear(member(member(journal, "experiment"), "secrets"));
  if (secrets.empty()) return nullptr;
  log::Redactor redactor;
  redactor.add(secrets);
  return std::make_shared<const Json>(redacted(journal, redactor));
}

/// Determines which of the declared activities have no run. Runs are matched by name, because
/// background activities may have started in another order. A control may have renamed some, so
/// never report more activities than there are runs missing.
std::vector<std::size_t> missing_runs(const Json& declared, const Json& runs) {
  if (runs.size() >= declared.size()) return {};
  std::map<std::string, std::size_t> ran;
  for (const auto& run : runs)
    ++ran[declared_name(member(run, "activity"))];
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < declared.size(); ++i) {
    const auto found = ran.find(declared_name(declared[i]));
    if (found != ran.end() && found->second > 0) {
      --found->second;
    } else {
      missing.push_back(i);
    }
  }
  const std::size_t surplus = missing.size() - (declared.size() - runs.size());
  missing.erase(missing.begin(), missing.begin() + static_cast<std::ptrdiff_t>(surplus));
  return missing;
}

void add_runs(PhaseSummary& phase, const Json& runs, const std::string& pointer) {
  for (std::size_t i = 0; i < runs.size(); ++i)
    phase.activities.push_back(read_run(runs[i], phase.phase, child_pointer(pointer, i)));
}

void add_missing(PhaseSummary& phase, const Json& declared, const Json& runs,
                 const std::string& pointer) {
  for (const std::size_t i : missing_runs(declared, runs))
    phase.activities.push_back(not_run(declared[i], phase.phase, child_pointer(pointer, i)));
}

/// The time that the activities span.
void note_times(PhaseSummary& phase) {
  for (const auto& activity : phase.activities) {
    if (!activity.start) continue;
    const Instant end = activity.end.value_or(*activity.start);
    phase.start = std::min(phase.start.value_or(*activity.start), *activity.start);
    phase.end = std::max(phase.end.value_or(end), end);
  }
  if (phase.start) phase.seconds = seconds_between(*phase.start, *phase.end);
}

PhaseSummary read_list(const Json& journal, Phase phase, const char* runs, const char* declared) {
  PhaseSummary summary{.phase = phase};
  const Json& done = list_of(member(journal, runs));
  add_runs(summary, done, child_pointer("", runs));
  add_missing(summary, list_of(member(journal, "experiment", declared)), done,
              child_pointer("/experiment", declared));
  note_times(summary);
  return summary;
}

/// If actions have their own undos, the expected rollbacks depend on what the method has done.
PhaseSummary read_rollbacks(const Json& journal) {
  const Json& experiment = member(journal, "experiment");
  if (!has_undo_of_actions(experiment)) {
    return read_list(journal, Phase::kRollbacks, "rollbacks", "rollbacks");
  }
  PhaseSummary summary{.phase = Phase::kRollbacks};
  add_runs(summary, list_of(member(journal, "rollbacks")), "/rollbacks");
  for (const auto& undo : undos_of(journal)) {
    if (undo.state != UndoState::kNeverRan) continue;
    summary.activities.push_back(not_run(experiment.at(JsonPointer(undo.pointer)),
                                         Phase::kRollbacks, "/experiment" + undo.pointer));
  }
  note_times(summary);
  return summary;
}

PhaseSummary read_state(const Json& journal, Phase phase, const char* key) {
  PhaseSummary summary{.phase = phase};
  const Json& state = member(journal, "steady_states", key);
  const Json& done = list_of(member(state, "probes"));
  add_runs(summary, done, child_pointer("/steady_states", key) + "/probes");
  add_missing(summary, list_of(member(journal, "experiment", kHypothesis, "probes")), done,
              child_pointer("/experiment", kHypothesis) + "/probes");
  summary.met = bool_of(member(state, "steady_state_met"));
  note_times(summary);
  return summary;
}

/// Where the journal keeps its samples: a verification stores them twice.
std::pair<const Json*, std::string> find_samples(const Json& journal) {
  const Json& during = list_of(member(journal, "steady_states", "during"));
  if (!during.empty()) return {&during, "/steady_states/during"};
  return {&list_of(member(journal, "measurements")), "/measurements"};
}

Sample read_sample(const Json& state, const std::string& pointer, PhaseSummary& phase) {
  Sample sample{.pointer = pointer, .met = bool_of(member(state, "steady_state_met"))};
  sample.first = phase.activities.size();
  add_runs(phase, list_of(member(state, "probes")), pointer + "/probes");
  sample.count = phase.activities.size() - sample.first;
  if (sample.count > 0) {
    sample.start = phase.activities[sample.first].start;
    sample.end = phase.activities.back().end;
  }
  return sample;
}

void read_samples(Summary& summary) {
  PhaseSummary phase{.phase = Phase::kDuring};
  const auto [states, pointer] = find_samples(*summary.journal);
  for (std::size_t i = 0; i < states->size(); ++i)
    summary.samples.push_back(read_sample((*states)[i], child_pointer(pointer, i), phase));
  note_times(phase);
  if (!summary.samples.empty()) phase.met = summary.samples_met() == summary.samples.size();
  summary.phases[static_cast<std::size_t>(Phase::kDuring)] = std::move(phase);
}

void read_phases(Summary& summary) {
  const Json& journal = *summary.journal;
  const auto put = [&](PhaseSummary phase) {
    summary.phases[static_cast<std::size_t>(phase.phase)] = std::move(phase);
  };
  put(read_state(journal, Phase::kBefore, "before"));
  put(read_list(journal, Phase::kMethod, "run", "method"));
  read_samples(summary);
  put(read_state(journal, Phase::kAfter, "after"));
  put(read_rollbacks(journal));
}

void read_times(Summary& summary) {
  const Json& journal = *summary.journal;
  summary.start = read_instant(member(journal, "start"));
  summary.end = read_instant(member(journal, "end"));
  summary.seconds = seconds_of(member(journal, "duration"));
  if (!summary.seconds && summary.start && summary.end && *summary.end >= *summary.start) {
    summary.seconds = seconds_between(*summary.start, *summary.end);
  }
  if (!summary.end && summary.start && summary.seconds) {
    summary.end = instant_after(*summary.start, *summary.seconds);
  }
}

}  // namespace

std::string_view title_of(Phase phase) {
  switch (phase) {
    case Phase::kBefore:
      return "Hypothesis before the method";
    case Phase::kMethod:
      return "Method";
    case Phase::kDuring:
      return "Hypothesis during the method";
    case Phase::kAfter:
      return "Hypothesis after the method";
    case Phase::kRollbacks:
      break;
  }
  return "Rollbacks";
}

std::string_view name_of(Phase phase) {
  switch (phase) {
    case Phase::kBefore:
      return "hypothesis-before";
    case Phase::kMethod:
      return "method";
    case Phase::kDuring:
      return "hypothesis-during";
    case Phase::kAfter:
      return "hypothesis-after";
    case Phase::kRollbacks:
      break;
  }
  return "rollbacks";
}

Outcome outcome_of(const Sample& sample) {
  if (!sample.met) return Outcome::kAborted;
  return *sample.met ? Outcome::kSucceeded : Outcome::kNotMet;
}

std::size_t PhaseSummary::count(Outcome outcome) const {
  return static_cast<std::size_t>(
      std::count_if(activities.begin(), activities.end(),
                    [outcome](const Activity& activity) { return activity.outcome == outcome; }));
}

const Json& Summary::experiment() const {
  return member(*journal, "experiment");
}

std::size_t Summary::samples_met() const {
  return static_cast<std::size_t>(std::count_if(
      samples.begin(), samples.end(), [](const Sample& sample) { return sample.met == true; }));
}

Summary summarize(const Json& journal, std::string path) {
  Summary summary;
  summary.shown = without_secrets_in_clear(journal);
  summary.journal = summary.shown != nullptr ? summary.shown.get() : &journal;
  summary.path = std::move(path);
  summary.title = text_of(member(summary.experiment(), "title"));
  if (summary.title.empty()) summary.title = "Untitled experiment";
  summary.status = text_of(member(journal, "status"));
  summary.deviated = truthy(member(journal, "deviated"));
  if (const Json& dry = member(summary.experiment(), "dry"); dry.is_string())
    summary.dry = dry.get<std::string>();
  read_times(summary);
  read_phases(summary);
  summary.found = left_as_found(*summary.journal);
  summary.is_broken = has_failed_undo(*summary.journal) || !summary.found.differences.empty();
  summary.verdict = verdict_of(summary);
  summary.words = words_of(summary);
  return summary;
}

std::vector<std::pair<std::string, std::string>> contributions_of(const Summary& summary) {
  std::vector<std::pair<std::string, std::string>> contributions;
  const Json& declared = member(summary.experiment(), "contributions");
  if (!declared.is_object()) return contributions;
  for (const auto& [name, value] : declared.items())
    contributions.emplace_back(name, text_of(value));
  return contributions;
}

std::vector<std::string> tags_of(const Summary& summary) {
  std::vector<std::string> tags;
  for (const auto& tag : list_of(member(summary.experiment(), "tags")))
    tags.push_back(text_of(tag));
  return tags;
}

std::vector<Problem> problems_of(const Summary& summary) {
  std::vector<Problem> problems;
  std::map<std::pair<std::string_view, Outcome>, std::size_t> in_samples;  // where in `problems`
  for (const auto& phase : summary.phases) {
    for (const auto& activity : phase.activities) {
      if (!is_problem(activity)) continue;
      if (phase.phase == Phase::kDuring) {
        const auto [known, is_new] =
            in_samples.try_emplace({activity.name, activity.outcome}, problems.size());
        if (!is_new) {
          ++problems[known->second].times;
          continue;
        }
      }
      problems.push_back({.activity = &activity});
    }
  }
  return problems;
}

std::string place_of(const Problem& problem) {
  const std::string_view phase = title_of(problem.activity->phase);
  return problem.times == 1 ? std::string(phase)
                            : fmt::format("{}, {} times", phase, problem.times);
}

}  // namespace chaos::report

#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "report/activity.h"
#include "report/times.h"
#include "run/left_as_found.h"

namespace chaos::report {

inline constexpr std::array kPhases = {Phase::kBefore, Phase::kMethod, Phase::kDuring,
                                       Phase::kAfter, Phase::kRollbacks};

/// "Hypothesis before the method"
std::string_view title_of(Phase phase);
/// "hypothesis-before": the same for programs
std::string_view name_of(Phase phase);

/// The outcome of one phase.
struct PhaseSummary {
  Phase phase = Phase::kMethod;
  /// Activities that ran, in the journal's order, followed by declared ones that did not run. For
  /// the hypothesis during the method: the probes of all samples.
  std::vector<Activity> activities;
  std::optional<bool> met;        ///< whether the hypothesis was met, if it was checked
  std::optional<Instant> start;   ///< of the first activity
  std::optional<Instant> end;     ///< of the last one to end
  std::optional<double> seconds;  ///< between the two

  std::size_t count(Outcome outcome) const;
  /// The number of activities that began.
  std::size_t ran() const { return activities.size() - count(Outcome::kNotRun); }
};

/// One sample of the hypothesis during the method.
struct Sample {
  std::string pointer;      ///< RFC 6901, into the journal
  std::optional<bool> met;  ///< unknown if it was interrupted
  std::optional<Instant> start;
  std::optional<Instant> end;
  std::size_t first = 0;  ///< the index of its first probe among the phase's activities
  std::size_t count = 0;
};

/// A sample's result as the outcome of an activity: succeeded, not met, or aborted.
Outcome outcome_of(const Sample& sample);

/// The verdict on a run.
enum class Verdict {
  kPassed,
  kRemarks,  ///< completed, with problems
  kDeviated,
  kFailed,
  kInterrupted,
  kAborted,
  kInvalid,  ///< the experiment could not be read or is not valid, so it was not run
  kNotRun,   ///< the experiment was not run, for another reason
  kUnknown,  ///< the journal has no status, or an unknown one
};

/// What happened in a run: the one interpretation of a journal that every format shows. Points into
/// the journal, which must outlive it.
struct Summary {
  const Json* journal = nullptr;
  std::shared_ptr<const Json> shown;  ///< the journal without its secrets, if it contains any
  std::string path;                   ///< of the journal
  std::string title;                  ///< of the experiment, or a replacement
  std::string status;                 ///< the journal's status: "completed", ..., "" if it has none
  bool deviated = false;
  std::string dry;  ///< what was not executed: "", "probes", "actions", "activities", "pause"
  std::optional<Instant> start;
  std::optional<Instant> end;
  std::optional<double> seconds;
  std::array<PhaseSummary, kPhases.size()> phases;
  std::vector<Sample> samples;  ///< of the hypothesis during the method, or the measurements

  LeftAsFound found;  ///< whether the run left its system unchanged
  Verdict verdict = Verdict::kUnknown;
  std::string words;  ///< the verdict in words: "completed, but 1 of 3 actions failed"

  std::string source = {};                 ///< of an experiment that was not run
  std::vector<Diagnostic> obstacles = {};  ///< why it was not run

  const PhaseSummary& phase(Phase phase) const { return phases[static_cast<std::size_t>(phase)]; }
  const Json& experiment() const;
  std::size_t samples_met() const;
  bool is_broken = false;  ///< an undo of an action failed, or the system is not as it was found
  bool completed() const { return status == "completed" && !deviated; }
  /// The exit code of `chaos run`: 0 for a run that completed without deviating and left the system
  /// as it should, else 1.
  int exit_code() const { return completed() && !is_broken ? 0 : 1; }
};

/// Reads a journal of any version of this program or of the reference. Values that are missing or
/// have unexpected types are omitted; never throws because of a journal's content. Secrets that its
/// experiment states in clear text are redacted. `path` is only displayed.
Summary summarize(const Json& journal, std::string path);

/// The experiment's contributions as strings: ("reliability", "high").
std::vector<std::pair<std::string, std::string>> contributions_of(const Summary& summary);
std::vector<std::string> tags_of(const Summary& summary);

/// An activity that went wrong.
struct Problem {
  const Activity* activity = nullptr;
  std::size_t times = 1;  ///< the number of samples with the same problem; this is the first
};

/// Every activity that went wrong, in the order of the phases. A repeated problem of a probe during
/// the method is one entry.
std::vector<Problem> problems_of(const Summary& summary);

/// "Method", or "Hypothesis during the method, 7 times"
std::string place_of(const Problem& problem);

}  // namespace chaos::report

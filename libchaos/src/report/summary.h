#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
  /// Those that ran in the journal's order, and then those that are declared and did not run. For
  /// the hypothesis during the method: the probes of all samples.
  std::vector<Activity> activities;
  std::optional<bool> met;        ///< whether the hypothesis was met, when that was found out
  std::optional<Instant> start;   ///< of the first activity
  std::optional<Instant> end;     ///< of the last to end
  std::optional<double> seconds;  ///< from the one to the other

  std::size_t count(Outcome outcome) const;
  /// How many activities began.
  std::size_t ran() const { return activities.size() - count(Outcome::kNotRun); }
};

/// One sample of the hypothesis during the method.
struct Sample {
  std::string pointer;      ///< RFC 6901, into the journal
  std::optional<bool> met;  ///< not known for one that was cut short
  std::optional<Instant> start;
  std::optional<Instant> end;
  std::size_t first = 0;  ///< its probes among the phase's activities
  std::size_t count = 0;
};

/// A sample's result as an activity would have it: succeeded, not met, or aborted.
Outcome outcome_of(const Sample& sample);

/// The verdict on a run.
enum class Verdict {
  kPassed,
  kRemarks,  ///< completed, and something in it went wrong
  kDeviated,
  kFailed,
  kInterrupted,
  kAborted,
  kUnknown,  ///< the journal has no status, or none that is known
};

/// What happened in a run: the one reading of a journal, which every format shows. Points into
/// the journal, which must outlive it.
struct Summary {
  const Json* journal = nullptr;
  std::shared_ptr<const Json> shown;  ///< the journal without its secrets, when it has any
  std::string path;                   ///< of the journal
  std::string title;                  ///< of the experiment, or what stands for it
  std::string status;                 ///< the journal's word: "completed", ..., "" if it has none
  bool deviated = false;
  std::string dry;  ///< what was not executed: "", "probes", "actions", "activities", "pause"
  std::optional<Instant> start;
  std::optional<Instant> end;
  std::optional<double> seconds;
  std::array<PhaseSummary, kPhases.size()> phases;
  std::vector<Sample> samples;  ///< of the hypothesis during the method, or the measurements

  LeftAsFound found;  ///< whether the run left its system as it was
  Verdict verdict = Verdict::kUnknown;
  std::string words;  ///< the verdict in words: "completed, but 1 of 3 actions failed"

  const PhaseSummary& phase(Phase phase) const { return phases[static_cast<std::size_t>(phase)]; }
  const Json& experiment() const;
  std::size_t samples_met() const;
  bool is_broken = false;  ///< an undo of an action failed, or the system is not as it was found
  bool completed() const { return status == "completed" && !deviated; }
  /// What `chaos run` ended with: 0 for a run that completed without deviating and that left the
  /// system as it should, else 1.
  int exit_code() const { return completed() && !is_broken ? 0 : 1; }
};

/// Reads a journal of this program or of the reference, of any version. What is missing or has an
/// odd type is left out; never throws for a journal's content. Secrets that its experiment states
/// in clear are redacted. `path` is only shown.
Summary summarize(const Json& journal, std::string path);

/// The experiment's contributions as strings: ("reliability", "high").
std::vector<std::pair<std::string, std::string>> contributions_of(const Summary& summary);
std::vector<std::string> tags_of(const Summary& summary);

/// An activity that went wrong.
struct Problem {
  const Activity* activity = nullptr;
  std::size_t times = 1;  ///< in how many samples the same happened; this is the first
};

/// Every activity that went wrong, in the order of the phases. A repeated problem of a probe during
/// the method is one entry.
std::vector<Problem> problems_of(const Summary& summary);

/// "Method", or "Hypothesis during the method, 7 times"
std::string place_of(const Problem& problem);

}  // namespace chaos::report

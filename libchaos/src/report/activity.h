#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chaos/json.h"
#include "report/times.h"

namespace chaos::report {

/// The parts of a run, in the order in which reports show them.
enum class Phase { kBefore, kMethod, kDuring, kAfter, kRollbacks };

/// How an activity ended.
enum class Outcome {
  kSucceeded,
  kFailed,   ///< it raised an error
  kNotMet,   ///< a probe of the hypothesis, whose output is not within its tolerance
  kAborted,  ///< begun, and without a result: interrupted, or the run crashed
  kNotRun,   ///< declared in the experiment and never begun
};

/// For people: "succeeded", "failed", "not met", "aborted", "not run".
std::string_view to_string(Outcome outcome);

/// One activity of the journal. Points into the journal, which must outlive it.
struct Activity {
  Phase phase = Phase::kMethod;
  std::string pointer;             ///< RFC 6901, into the journal: the run, or the declaration
  const Json* run = nullptr;       ///< its record; nullptr if it did not run
  const Json* declared = nullptr;  ///< the activity as it was executed or declared; never nullptr
  std::string name;                ///< what to call it, also when it has no name
  std::string type;                ///< "action" or "probe"
  bool background = false;         ///< whether it ran beside those after it
  Outcome outcome = Outcome::kNotRun;
  std::optional<Instant> start;
  std::optional<Instant> end;     ///< not known for one that did not end
  std::optional<double> seconds;  ///< how long it took
  std::string problem;            ///< one line on why it failed or was not met, else ""
};

/// Whether something went wrong: failed, not met or aborted.
bool is_problem(Outcome outcome);
bool is_problem(const Activity& activity);

/// Reads one record of the journal.
Activity read_run(const Json& run, Phase phase, std::string pointer);

/// An activity that the experiment declares and that did not run.
Activity not_run(const Json& declared, Phase phase, std::string pointer);

/// The lines of its exception, as they are to be shown; "" if there is none.
std::string trace_of(const Activity& activity);

/// How long it took, for people; "" when that is not known.
std::string took(const Activity& activity);

/// Its declared name, or the one that it refers to; "" when it has neither.
std::string declared_name(const Json& activity);

}  // namespace chaos::report

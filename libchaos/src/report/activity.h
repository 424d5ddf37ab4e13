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
  kNotMet,   ///< a probe of the hypothesis whose output is not within its tolerance
  kAborted,  ///< it began but has no result: interrupted, or the run crashed
  kNotRun,   ///< declared in the experiment but never started
};

/// For people: "succeeded", "failed", "not met", "aborted", "not run".
std::string_view to_string(Outcome outcome);

/// One activity of the journal. Points into the journal, which must outlive it.
struct Activity {
  Phase phase = Phase::kMethod;
  std::string pointer;             ///< RFC 6901, into the journal: the run, or the declaration
  const Json* run = nullptr;       ///< its record; nullptr if it did not run
  const Json* declared = nullptr;  ///< the activity as it was executed or declared; never nullptr
  std::string name;                ///< for display, even if it has no name
  std::string type;                ///< "action" or "probe"
  bool background = false;         ///< whether it ran in the background
  Outcome outcome = Outcome::kNotRun;
  std::optional<Instant> start;
  std::optional<Instant> end;     ///< unknown if it did not end
  std::optional<double> seconds;  ///< how long it took
  std::string problem;  ///< one line that explains why it failed or was not met; otherwise ""
};

/// Whether something went wrong: failed, not met or aborted.
bool is_problem(Outcome outcome);
bool is_problem(const Activity& activity);

/// Reads one record of the journal.
Activity read_run(const Json& run, Phase phase, std::string pointer);

/// An activity that the experiment declares and that did not run.
Activity not_run(const Json& declared, Phase phase, std::string pointer);

/// The lines of its exception, formatted for display; "" if there is none.
std::string trace_of(const Activity& activity);

/// Its duration, for people; "" if it is unknown.
std::string took(const Activity& activity);

/// Its declared name, or the one that it refers to; "" if it has neither.
std::string declared_name(const Json& activity);

}  // namespace chaos::report

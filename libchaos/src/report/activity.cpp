#include "report/activity.h"

#include <fmt/format.h>

#include "json/excerpt.h"
#include "report/members.h"

namespace chaos::report {
namespace {

constexpr std::size_t kLongestProblem = 300;  // bytes
constexpr std::size_t kLongestValue = 80;     // of a value quoted in a problem

Outcome outcome_of(const Json& run) {
  const Json& status = member(run, "status");
  if (status == "failed") return Outcome::kFailed;
  if (status != "succeeded") return Outcome::kAborted;
  if (member(run, "tolerance_met") == false) return Outcome::kNotMet;
  return member(run, "failure").is_object() ? Outcome::kFailed : Outcome::kSucceeded;
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

/// The exception's message: its last line, without the class that the reference wraps it in. A
/// failure without an exception has a separate reason.
std::string message_of(const Json& run) {
  const Json& exception = member(run, "exception");
  const std::string reason = text_of(member(run, "failure", "reason"));
  std::string line = reason.empty() ? "it failed" : reason;
  if (exception.is_array()) {
    for (const auto& part : exception) {
      const std::string text = trimmed(text_of(part));
      if (!text.empty()) line = text;
    }
  } else if (!exception.is_null()) {
    line = trimmed(text_of(exception));
  }
  constexpr std::string_view kWrapper = "chaoslib.exceptions.ActivityFailed: ";
  if (line.starts_with(kWrapper)) line.erase(0, kWrapper.size());
  const auto last_line = line.rfind('\n');
  return last_line == std::string::npos ? line : trimmed(line.substr(last_line));
}

/// The part of the output that misses the tolerance: for a process or a response, its status, which
/// a plain tolerance is compared with.
const Json& judged(const Json& output, const Json& tolerance) {
  const Json& status = member(output, "status");
  return status.is_null() || tolerance.is_object() ? output : status;
}

std::string quoted(const Json& value) {
  const Excerpt excerpt = excerpt_of(value, kLongestValue);
  return excerpt.omitted == 0 ? to_json_text(value) : excerpt.text + "…";
}

std::string problem_of(const Activity& activity) {
  switch (activity.outcome) {
    case Outcome::kFailed:
      return one_line(message_of(*activity.run), kLongestProblem);
    case Outcome::kNotMet: {
      const Json& tolerance = member(*activity.declared, "tolerance");
      return one_line(fmt::format("{} is not within the tolerance {}",
                                  quoted(judged(member(*activity.run, "output"), tolerance)),
                                  quoted(tolerance)),
                      kLongestProblem);
    }
    case Outcome::kAborted:
      return "it began and has no result";
    case Outcome::kSucceeded:
    case Outcome::kNotRun:
      break;
  }
  return {};
}

std::string type_of(const Json& declared, Phase phase) {
  std::string type = text_of(member(declared, "type"));
  if (!type.empty()) return type;
  return phase == Phase::kMethod || phase == Phase::kRollbacks ? "activity" : "probe";
}

Activity read_declaration(const Json& declared, Phase phase, std::string pointer) {
  Activity activity;
  activity.phase = phase;
  activity.pointer = std::move(pointer);
  activity.declared = &declared;
  activity.name = declared_name(declared);
  if (activity.name.empty()) activity.name = "(without a name)";
  activity.type = type_of(declared, phase);
  activity.background = truthy(member(declared, "background"));
  return activity;
}

/// Values that the record omits are derived from the rest of it.
void read_times(Activity& activity) {
  activity.start = read_instant(member(*activity.run, "start"));
  activity.end = read_instant(member(*activity.run, "end"));
  activity.seconds = seconds_of(member(*activity.run, "duration"));
  if (!activity.start) return;
  if (activity.end && *activity.end < *activity.start) activity.end.reset();
  if (!activity.end && activity.seconds) {
    activity.end = instant_after(*activity.start, *activity.seconds);
  }
  if (activity.end && !activity.seconds) {
    activity.seconds = seconds_between(*activity.start, *activity.end);
  }
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::kSucceeded:
      return "succeeded";
    case Outcome::kFailed:
      return "failed";
    case Outcome::kNotMet:
      return "not met";
    case Outcome::kAborted:
      return "aborted";
    case Outcome::kNotRun:
      break;
  }
  return "not run";
}

bool is_problem(Outcome outcome) {
  return outcome != Outcome::kSucceeded && outcome != Outcome::kNotRun;
}

bool is_problem(const Activity& activity) {
  return is_problem(activity.outcome);
}

std::string declared_name(const Json& activity) {
  std::string name = text_of(member(activity, "name"));
  return name.empty() ? text_of(member(activity, "ref")) : name;
}

std::string trace_of(const Activity& activity) {
  if (activity.run == nullptr) return {};
  const Json& exception = member(*activity.run, "exception");
  if (!exception.is_array()) return text_of(exception);
  std::string trace;
  for (const auto& line : exception)
    trace += text_of(line);
  return trace;
}

std::string took(const Activity& activity) {
  return activity.seconds ? human_duration(*activity.seconds) : std::string();
}

Activity read_run(const Json& run, Phase phase, std::string pointer) {
  Activity activity = read_declaration(member(run, "activity"), phase, std::move(pointer));
  activity.run = &run;
  activity.outcome = outcome_of(run);
  read_times(activity);
  activity.problem = problem_of(activity);
  return activity;
}

Activity not_run(const Json& declared, Phase phase, std::string pointer) {
  return read_declaration(declared, phase, std::move(pointer));
}

}  // namespace chaos::report

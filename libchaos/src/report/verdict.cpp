#include "report/verdict.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "log/count_text.h"
#include "report/members.h"

namespace chaos::report {
namespace {

/// The reference completes such a run, although it has not tried anything.
bool method_was_skipped(const Summary& summary) {
  return summary.phase(Phase::kBefore).met == false && summary.phase(Phase::kMethod).ran() == 0;
}

bool samples_unmet(const Summary& summary) {
  return summary.samples_met() < summary.samples.size();
}

std::string say_samples(const Summary& summary) {
  return fmt::format("the hypothesis was not met in {} of {} samples during the method",
                     summary.samples.size() - summary.samples_met(), summary.samples.size());
}

/// The activity whose failure made the run fail, according to its `on-failure`; nullptr if there is
/// none.
const Activity* decisive_failure(const Summary& summary) {
  for (const auto& activity : summary.phase(Phase::kMethod).activities) {
    if (activity.run == nullptr) continue;
    const Json& policy = member(*activity.run, "failure", "on-failure");
    if (policy == "stop" || policy == "fail") return &activity;
  }
  return nullptr;
}

/// Why a guard stopped the run; "" if no guard did, or the journal does not say.
std::string guard_message(const Summary& summary) {
  if (summary.journal == nullptr) return {};
  for (const auto& block : list_of(member(*summary.journal, "extensions"))) {
    if (member(block, "name") != "chaos") continue;
    std::string reason = text_of(member(block, "stopped", "reason"));
    if (reason.ends_with('.')) reason.pop_back();
    return reason;
  }
  return {};
}

/// The reason for the run's status; "" if the journal does not say.
std::string reason_of(const Summary& summary) {
  if (summary.phase(Phase::kBefore).met == false) {
    return "the hypothesis was not met before the method";
  }
  if (summary.phase(Phase::kAfter).met == false) {
    return "the hypothesis was not met after the method";
  }
  if (summary.status == "interrupted") return guard_message(summary);
  if (summary.status != "failed") return {};
  if (const Activity* failure = decisive_failure(summary)) {
    return fmt::format("'{}' {} in the method", failure->name,
                       failure->outcome == Outcome::kNotMet ? "was not met" : "failed");
  }
  return samples_unmet(summary) ? say_samples(summary) : "";
}

struct Tally {
  std::size_t failed = 0;
  std::size_t ran = 0;
  std::size_t declared = 0;
};

Tally tally(const PhaseSummary& phase, std::string_view type) {
  Tally tally;
  for (const auto& activity : phase.activities) {
    if (!type.empty() && activity.type != type) continue;
    ++tally.declared;
    if (activity.run == nullptr) continue;
    ++tally.ran;
    const bool failed =
        activity.outcome == Outcome::kFailed || activity.outcome == Outcome::kNotMet;
    tally.failed += failed ? 1 : 0;
  }
  return tally;
}

void note_failures(std::vector<std::string>& remarks, const Tally& tally, std::string_view one,
                   std::string_view several) {
  if (tally.failed == 0) return;
  const bool is_one_of_several = tally.ran == 1 && tally.declared > 1;
  const std::string which = is_one_of_several ? count_text(tally.failed, one, several)
                                              : share_text(tally.failed, tally.ran, one, several);
  remarks.push_back(which + " failed");
}

void note_missing(std::vector<std::string>& remarks, const PhaseSummary& phase,
                  std::string_view one, std::string_view several) {
  const std::size_t missing = phase.count(Outcome::kNotRun);
  if (missing == 0) return;
  const std::size_t declared = phase.activities.size();
  remarks.push_back(share_text(missing, declared, one, several) + " did not run");
}

/// What went wrong in addition to the reason.
std::vector<std::string> remarks_of(const Summary& summary) {
  std::vector<std::string> remarks;
  const PhaseSummary& method = summary.phase(Phase::kMethod);
  note_failures(remarks, tally(method, "action"), "action", "actions");
  note_failures(remarks, tally(method, "probe"), "probe", "probes");
  note_failures(remarks, tally(method, "activity"), "activity", "activities");  // without a type
  if (samples_unmet(summary) && summary.status != "failed") {
    remarks.push_back(say_samples(summary));
  }
  if (method_was_skipped(summary)) return remarks;  // nothing was done, so nothing is missing
  note_missing(remarks, method, "activity of the method", "activities of the method");
  const std::size_t before = remarks.size();
  note_failures(remarks, tally(summary.phase(Phase::kRollbacks), ""), "rollback", "rollbacks");
  note_missing(remarks, summary.phase(Phase::kRollbacks), "rollback", "rollbacks");
  const bool is_said = remarks.size() > before && summary.found.differences.empty();
  if (summary.found.answer == LeftAsFound::Answer::kNo && !is_said) {
    remarks.push_back("the system was not left as it was found");
  }
  return remarks;
}

std::string joined(const std::vector<std::string>& parts) {
  if (parts.size() < 2) return parts.empty() ? std::string() : parts.front();
  const auto last = parts.end() - 1;
  return fmt::format("{} and {}", fmt::join(parts.begin(), last, ", "), *last);
}

std::string status_in_words(const Summary& summary) {
  if (summary.deviated) return "deviated";
  if (summary.status == "completed" && method_was_skipped(summary)) return "not played";
  return summary.status.empty() ? "no status: the run may not have finished" : summary.status;
}

}  // namespace

Verdict verdict_of(const Summary& summary) {
  if (summary.deviated) return Verdict::kDeviated;
  if (summary.status == "failed") return Verdict::kFailed;
  if (summary.status == "interrupted") return Verdict::kInterrupted;
  if (summary.status == "aborted") return Verdict::kAborted;
  if (summary.status != "completed") return Verdict::kUnknown;
  if (method_was_skipped(summary)) return Verdict::kFailed;
  const bool clean = reason_of(summary).empty() && remarks_of(summary).empty();
  return clean ? Verdict::kPassed : Verdict::kRemarks;
}

std::string words_of(const Summary& summary) {
  const std::string status = status_in_words(summary);
  std::vector<std::string> remarks = remarks_of(summary);
  const std::string reason = reason_of(summary);
  if (summary.verdict == Verdict::kPassed || summary.verdict == Verdict::kRemarks) {
    if (!reason.empty()) remarks.insert(remarks.begin(), reason);
    return remarks.empty() ? status : fmt::format("{}, but {}", status, joined(remarks));
  }
  std::string words = reason.empty() ? status : fmt::format("{}: {}", status, reason);
  for (const auto& remark : remarks)
    words += "; " + remark;
  return words;
}

std::string_view label_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed:
      return "passed";
    case Verdict::kRemarks:
      return "passed with problems";
    case Verdict::kDeviated:
      return "deviated";
    case Verdict::kFailed:
      return "failed";
    case Verdict::kInterrupted:
      return "interrupted";
    case Verdict::kAborted:
      return "aborted";
    case Verdict::kInvalid:
      return "invalid";
    case Verdict::kNotRun:
      return "not run";
    case Verdict::kUnknown:
      break;
  }
  return "unknown";
}

}  // namespace chaos::report

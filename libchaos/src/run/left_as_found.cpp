#include "run/left_as_found.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "experiment/chaos_block.h"
#include "experiment/experiment.h"
#include "run/facts.h"
#include "run/found_check.h"
#include "run/hypothesis.h"
#include "run/own_record.h"
#include "run/undo.h"

namespace chaos {
namespace {

using Answer = LeftAsFound::Answer;

/// The journal's state of the hypothesis after the rollbacks; nullptr if it was not requested.
const Json* state_after_rollbacks(const Json& journal) {
  const Json* states = find(journal, "steady_states");
  return states != nullptr ? find(*states, kAfterRollbacks) : nullptr;
}

std::string text_in(const Json* object, const char* key) {
  const Json* text = object != nullptr ? find(*object, key) : nullptr;
  return text != nullptr && text->is_string() ? text->get<std::string>() : std::string();
}

class Reading {
 public:
  explicit Reading(const Json& journal)
      : journal_(journal),
        facts_(facts_in_block()),
        state_(state_after_rollbacks(journal)),
        unchecked_(text_in(chaos_block(journal), kUnchecked)) {}

  LeftAsFound read() {
    found_.asked = !facts_.empty() || state_ != nullptr || !unchecked_.empty();
    if (touched_anything(journal_)) {
      read_rollbacks();
      for (const auto& fact : facts_)
        read_fact(fact);
      if (state_ != nullptr) read_state(*state_);
      conclude();
    } else if (found_.asked) {
      found_.answer = Answer::kYes;
      found_.reason = "nothing was touched";
    }
    return std::move(found_);
  }

 private:
  Json facts_in_block() const {
    const Json* facts = chaos_block_member(journal_, "facts");
    return facts != nullptr && facts->is_array() ? *facts : Json::array();
  }

  void read_rollbacks() {
    const auto left = left_to_undo(journal_);
    if (left.empty()) return;
    found_.rollbacks_failed = std::ranges::any_of(
        left, [](const Undo& undo) { return undo.state == UndoState::kFailed; });
    found_.rollbacks = describe_left(left, undos_of(journal_).size());
  }

  void read_fact(const Json& fact) {
    const Json* equal = find(fact, "equal");
    if (equal != nullptr && *equal == false) found_.differences.push_back(describe_change(fact));
    if (equal != nullptr && *equal == true) note_failure(fact);
    if (equal != nullptr) return;
    const std::string problem = text_in(&fact, "problem");
    if (!problem.empty()) {
      unchecked_ = fmt::format("the fact '{}' could not be queried again: {}",
                               text_in(&fact, "name"), problem);
    } else {
      note_gap();
    }
  }

  void read_state(const Json& state) {
    const Json* met = find(state, "steady_state_met");
    if (met == nullptr || !met->is_boolean()) {
      note_gap();
    } else if (*met == false) {
      found_.differences.push_back(fmt::format(
          "the hypothesis is not met after the rollbacks (probe '{}')", last_probe(state)));
    }
  }

  /// A program that is missing, or a server that is down, gives the same answer before and after,
  /// whatever the system is like.
  void note_failure(const Json& fact) {
    const Json* before = find(fact, "before");
    const Json* status = before != nullptr ? find(*before, "status") : nullptr;
    if (status == nullptr || !status->is_number_integer()) return;
    const bool is_http = find(*before, "body") != nullptr;
    if (is_http ? *status < 400 : *status == 0) return;
    remark_ = fmt::format(
        "the fact '{}' failed both times with {} {}, so it may not have observed "
        "anything",
        text_in(&fact, "name"), is_http ? "HTTP status" : "exit status", status->get<int>());
  }

  /// Something was not checked; usually the journal says why.
  void note_gap() {
    if (unchecked_.empty()) unchecked_ = "the run did not get that far";
  }

  void conclude() {
    found_.reason = unchecked_;
    if (!found_.differences.empty() || !found_.rollbacks.empty()) {
      found_.answer = Answer::kNo;
    } else if (found_.asked) {
      found_.answer = unchecked_.empty() ? Answer::kYes : Answer::kNotChecked;
      if (unchecked_.empty()) found_.reason = remark_;
    }
  }

  const Json& journal_;
  const Json facts_;
  const Json* const state_;
  std::string unchecked_;
  std::string remark_ = {};  ///< what limits the answer "yes"
  LeftAsFound found_;
};

}  // namespace

bool touched_anything(const Json& shown) {
  const Json& journal = own_record(shown);
  return !activities_of(journal, "run").empty() || !activities_of(journal, "rollbacks").empty();
}

LeftAsFound left_as_found(const Json& journal) {
  return Reading(journal).read();
}

std::string describe(const LeftAsFound& found) {
  const std::string reason = found.reason.empty() ? "" : fmt::format(" ({})", found.reason);
  switch (found.answer) {
    case Answer::kUnasked:
      return {};
    case Answer::kYes:
      return "yes" + reason;
    case Answer::kNotChecked:
      return "not checked: " + found.reason;
    case Answer::kNo:
      break;
  }
  std::vector<std::string> parts = found.differences;
  if (!found.rollbacks.empty()) parts.push_back(found.rollbacks);
  if (!found.reason.empty()) parts.push_back("not everything was checked: " + found.reason);
  return fmt::format("no: {}", fmt::join(parts, "; "));
}

std::string sentence_of(const LeftAsFound& found) {
  return found.answer == Answer::kUnasked ? "" : "System left as found: " + describe(found);
}

}  // namespace chaos

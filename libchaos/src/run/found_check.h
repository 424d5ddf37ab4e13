#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <utility>

#include "activity/run_context.h"
#include "chaos/json.h"
#include "run/interruption.h"

namespace chaos {

/// The key in the journal's `steady_states` for the hypothesis after the rollbacks; null until it
/// was checked, and missing if no check was requested.
inline constexpr const char* kAfterRollbacks = "after_rollbacks";
/// Why not everything was checked: a string in the journal's `chaos` block.
inline constexpr const char* kUnchecked = "unchecked";

/// Whether the hypothesis is to be checked after the rollbacks:
/// `runtime.hypothesis.after-rollbacks` of the experiment or, when that has no `runtime`, of the
/// settings. Throws InvalidExperiment if that is neither true nor false.
bool wants_hypothesis_after_rollbacks(const Json& settings, const Json& experiment);

/// Checks the system before a run touches anything and after its rollbacks, and records the results
/// in the journal. run/left_as_found.h evaluates them.
class FoundCheck {
 public:
  /// `context` must outlive this and hold the experiment. `hypothesis`: check it after the
  /// rollbacks.
  FoundCheck(RunContext& context, bool hypothesis) : context_(context), hypothesis_(hypothesis) {}

  /// Before anything is touched: queries the facts. Throws FactUnknown, Stopped.
  void look_before(const std::stop_token& stop);
  /// The facts' first answers; empty if there are none.
  const Json& facts() const { return facts_; }

  /// Called with the results, with the run's lock held.
  using Record = std::function<void(const Json& facts, const Json& state)>;
  void record_with(Record record) { record_ = std::move(record); }

  /// Records in a new journal what will be checked.
  void announce(Json& journal) const;

  /// Checks after the rollbacks, whether or not these were played, unless nothing was touched.
  void look_after(const Interruption& interruption);

  /// The hypothesis cannot be checked after the rollbacks, and this is why.
  void give_hypothesis_up(std::string why) {
    if (hypothesis_) obstacle_ = std::move(why);
  }

 private:
  bool touched_anything();

  RunContext& context_;
  const bool hypothesis_;
  Json facts_ = Json::array();
  std::string obstacle_;
  Record record_;
};

/// The same after rollbacks that were played later: repeats the checks that the journal of the run
/// asks for. `context` holds the journal's experiment and its values.
void look_again(Json& journal, RunContext& context, const Interruption& interruption);

/// Whether the journal asks for checks, and its run touched anything.
bool has_checks(const Json& journal);

}  // namespace chaos

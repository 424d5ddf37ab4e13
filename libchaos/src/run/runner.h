#pragma once

#include <optional>
#include <string>
#include <vector>

#include "activity/run_context.h"
#include "chaos/json.h"
#include "context/variables.h"
#include "run/continuous_hypothesis.h"
#include "run/found_check.h"
#include "run/guard.h"
#include "run/interruption.h"
#include "run/method.h"
#include "run/strategy.h"

namespace chaos {

/// How to run an experiment.
struct RunPlan {
  HypothesisStrategy hypothesis = HypothesisStrategy::kDefault;
  std::string rollbacks = "default";
  Schedule schedule;
  AroundMethod around_method = {};
  const Guards* guards = nullptr;  ///< is notified when phases end; may be nullptr
  FoundCheck* found = nullptr;     ///< checks the system after the rollbacks; may be nullptr
};

/// Plays an experiment from its hypothesis to its rollbacks.
/// Semantics: chaoslib.run.Runner of the reference.
class Runner {
 public:
  /// All are used until the run has ended. `context` holds the experiment, with its controls
  /// loaded; it is changed by the run, which takes its journal.
  Runner(RunContext& context, Interruption& interruption, RunPlan plan)
      : context_(context), interruption_(interruption), plan_(std::move(plan)) {}

  /// Resolves configuration and secrets. Throws InvalidExperiment if they cannot be or the
  /// experiment has no title, Stopped.
  void prepare(const Overrides& overrides);

  /// Plays the experiment and returns its journal, which records whatever happens, including an
  /// interruption. Call prepare() first.
  Json run();

 private:
  void begin();
  template <class Body>
  void opening_step(const Body& body);
  void start_journal();
  void announce();
  void configure_controls();
  void play();
  void play_between_controls(std::optional<ContinuousHypothesis>& continuous);
  void interrupt();
  void explain_stop(Cause cause);
  void explain_exit(const std::string& code);
  void emit_interrupted();
  void emit_signal_exit();
  void abort(const char* what);
  void leave_method();
  void roll_back();
  std::vector<UndoToPlay> undos_of_begun_actions();
  void leave_rollbacks();
  void fail_as_judged();
  void note_late_guard();
  void end(double duration_seconds);
  void finish_journal(double duration_seconds);
  void leave_controls();

  RunContext& context_;
  Interruption& interruption_;
  const RunPlan plan_;
  bool with_hypothesis_ = false;
  bool rollbacks_allowed_ = true;
};

}  // namespace chaos

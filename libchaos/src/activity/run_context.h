#pragma once

#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/action_process.h"
#include "activity/dry.h"
#include "activity/run_record.h"
#include "chaos/error.h"
#include "chaos/events.h"
#include "chaos/json.h"
#include "chaos/registry.h"
#include "chaos/started_process.h"
#include "chaos/undo_receipt.h"
#include "control/control_set.h"
#include "log/log.h"
#include "os/clock.h"

namespace chaos {

/// The part of a run in which an activity is executed.
enum class Phase { kBefore, kDuring, kAfter, kMethod, kRollbacks };

/// "before", "during", "after", "method" or "rollbacks".
std::string_view to_string(Phase phase);

/// The values for substitution. Never changed once they are shared.
struct Values {
  Json configuration = Json::object();
  Json secrets = Json::object();
  /// The latest run of each activity that `${activities["name"]...}` refers to, by name.
  Json activities = Json::object();
};

/// Is notified about every activity, so that it can record it before and after it happens. Called
/// with the run's lock held, in the order of events. `id` names the execution within the run. Must
/// not throw: a run does not end because it cannot be recorded.
class ActivityRecorder {
 public:
  virtual ~ActivityRecorder() = default;
  /// `pointer` is the place of the activity, or of its reference, in the experiment. `durable`: the
  /// activity may change the system, so this must be on disk before returning.
  virtual void starting(Phase phase, int id, const std::string& pointer, const Json& run,
                        bool durable) = 0;
  virtual void ended(Phase phase, int id, const Json& run) = 0;
  /// Whether everything has been recorded, so that it would be known after a crash.
  virtual bool is_complete() const { return true; }
  /// A process now works for that execution.
  virtual void process_started(int /*id*/, const StartedProcess& /*process*/) {}
  /// Hooks have been called, and may have changed the experiment and its values.
  virtual void hooks_called(const Json& /*experiment*/, const Values& /*values*/) {}
  /// A stop imposes this strategy on the rollbacks. Called by any thread, without the run's lock.
  virtual void strategy_imposed(std::string_view /*strategy*/) {}
  /// The method is over: whether the declared rollbacks are played as well as the undos of actions.
  virtual void rollbacks_decided(bool /*declared*/) {}
  /// For an undo that is about to be played. nullptr if its end cannot be recorded by others.
  virtual std::unique_ptr<UndoReceipt> receipt(int /*id*/) { return nullptr; }
};

/// The effect of `on-failure` on the method so far.
struct MethodFailures {
  bool stop = false;      ///< the method ends before its next activity
  bool fail_run = false;  ///< the run ends as failed
};

/// How a run goes, as the runner itself has decided: a control may have written something else to
/// the journal.
struct RunOutcome {
  std::string status;  ///< as in the journal; "" as long as nothing has ended the run early
  bool deviated = false;
};

/// The state that the activities of one run share. The mutex guards every member that is not const.
/// It is held while hooks and event handlers run, so that the run does not change under them, and
/// never while an activity executes or pauses.
struct RunContext {
  RunContext(const Registry& registry_used, Json settings_used)
      : registry(registry_used), settings(std::move(settings_used)), controls(registry_used) {}

  const Registry& registry;

  std::mutex mutex;
  Json settings;
  Json experiment;
  std::shared_ptr<const Values> values = std::make_shared<Values>();
  std::optional<Dry> dry;
  /// What the user gets to see. Controls may change it, so that nothing is decided by it.
  Json journal;
  /// What the end of the run undoes follows from this.
  RunRecord record;
  RunOutcome outcome;
  /// The members that the journal must have while activities are played, of the right types; null
  /// if they do not matter (any more).
  Json needed_in_journal;
  std::vector<ActionProcess> processes;  ///< of actions with an undo
  /// Whether a control can prevent the experiment's `rollbacks`, as in the reference. It can never
  /// prevent the undo of an action. Set before anything is played.
  bool controls_rule_rollbacks = true;
  /// Whether the end of the run undoes actions; set before the run begins.
  bool undoes_actions = true;
  /// The pass over the hypothesis in progress, before or after the method; otherwise nullptr.
  const Json* hypothesis_state = nullptr;
  MethodFailures method_failures;
  ControlSet controls;
  EventRegistry events;
  ActivityRecorder* recorder = nullptr;  ///< may be nullptr; must outlive the run
  /// Used for all waits and times of the run; set before the run begins, then constant.
  os::Clock* clock = &os::Clock::real();
  /// Whether the experiment declares anything that can be undone. If not, no process has to wait
  /// until it has been recorded. Set before the run begins.
  bool anything_to_undo = true;
  int next_id = 0;
  /// The pointers to the activities of the runs in the journal's lists, in parallel to "run" and
  /// "rollbacks".
  std::map<std::string, std::vector<std::string>> places;

  /// Sets the status of the run. The mutex must be held, as for the following functions.
  void set_status(const char* status) {
    outcome.status = status;
    journal["status"] = status;
  }
  /// The same unless the run has already ended in another way.
  void set_status_of_completed(const char* status) {
    if (outcome.status.empty() || outcome.status == "completed") set_status(status);
  }

  /// The values for undos and rollbacks: those that a control has removed are still there.
  std::shared_ptr<const Values> values_for_rollbacks() const;

  /// The run at `index` of that list of the journal is of the activity at `pointer`.
  void note_place(const std::string& list, std::size_t index, const std::string& pointer) {
    std::vector<std::string>& known = places[list];
    known.resize(index);
    known.push_back(pointer);
  }

  /// Calls `body` with the mutex held and then, without it, the waits that hooks and handlers have
  /// deferred. All calls of hooks and handlers go through this.
  template <class Body>
  void step(const Body& body) {
    for (const auto& wait : locked_step(body))
      wait();
  }

  /// The same if there is nothing left to interrupt: requests to do so are only logged.
  template <class Body>
  void last_step(const Body& body) {
    try {
      step(body);
    } catch (const InterruptExecution& error) {
      log::critical(error.what());
    }
  }

  /// The same for an activity that may be a rollback which controls cannot prevent.
  template <class Body>
  void step_of(bool overrules_controls, const Body& body) {
    try {
      step(body);
    } catch (const InterruptExecution&) {
      if (!overrules_controls) throw;
      note_overruled(std::current_exception());
    }
  }

  /// Whether the rollback at this pointer is played whatever controls request.
  bool overrules_controls(const std::string& pointer) const {
    return !controls_rule_rollbacks || pointer.starts_with("/method/");
  }
  /// Logs the exception of a control that tried to prevent rollbacks which are played nevertheless,
  /// and marks the run as interrupted. The mutex must not be held.
  void note_overruled(const std::exception_ptr& raised);

  /// Calls the hooks before or after a point. The mutex must be held. Hooks may change
  /// configuration and secrets; values that were already shared do not change.
  void apply_controls(bool before, const ControlPoint& point);

 private:
  template <class Body>
  std::vector<std::function<void()>> locked_step(const Body& body) {
    const std::lock_guard lock(mutex);
    try {
      body();
    } catch (...) {
      mend_journal();
      events.take_deferred();  // do not wait for what interrupts the run
      throw;
    }
    mend_journal();
    return events.take_deferred();
  }

  void mend_journal();
  void remember(const Values& current);

  Values known_;  // the last value of everything that has ever had one
};

/// Whether this exception comes from a control that ends the execution, and not from the user.
bool is_by_control(const std::exception_ptr& raised);

/// Calls the hooks before `body`, and always the hooks after it. An exception from an after hook
/// replaces that of the body, as in the reference. `body` runs without the lock.
template <class Body>
void with_controls(RunContext& context, const ControlPoint& point, const Body& body) {
  const auto apply = [&](bool before) {
    context.step([&] { context.apply_controls(before, point); });
  };
  try {
    apply(true);
    body();
  } catch (...) {
    apply(false);
    throw;
  }
  apply(false);
}

/// The same for a body that controls cannot prevent. `body` gets the exception of a hook before it
/// that tried to end the execution; nullptr if there is none.
template <class Body>
void with_overruled_controls(RunContext& context, const ControlPoint& point, const Body& body) {
  const auto apply = [&](bool before) {
    context.step([&] { context.apply_controls(before, point); });
  };
  std::exception_ptr raised;
  try {
    try {
      apply(true);
    } catch (...) {
      raised = std::current_exception();
      if (!is_by_control(raised)) throw;
    }
    body(raised);
  } catch (...) {
    apply(false);
    throw;
  }
  apply(false);
}

}  // namespace chaos

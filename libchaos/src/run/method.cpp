#include "run/method.h"

#include <fmt/format.h>

#include <optional>

#include "activity/executor.h"
#include "chaos/error.h"
#include "experiment/experiment.h"
#include "json/child_pointer.h"
#include "log/log.h"
#include "log/notice.h"
#include "os/environment.h"
#include "run/background.h"

namespace chaos {
namespace {

/// Runs `body` between the controls of the method or the rollbacks, with the runs as their state.
template <class Body>
void with_level_controls(RunContext& context, ControlLevel level, const char* runs,
                         const Body& body) {
  bool started = false;
  const ControlPoint point{.level = level,
                           .context = [&]() -> Json& { return context.experiment; },
                           .state = [&] { return started ? &context.journal.at(runs) : nullptr; }};
  with_controls(context, point, [&] {
    started = true;
    body();
  });
}

/// Executes the activities of a phase, or starts them in the background.
class ActivityList {
 public:
  ActivityList(RunContext& context, Interruption& interruption, Phase phase, const char* runs)
      : context_(context),
        stop_(interruption.foreground()),
        phase_(phase),
        background_(context, interruption, phase, runs) {}

  /// Iterates over a list of the experiment. `next`, if given, is called before each activity.
  /// `execute(pointer)` is called for each that is not to run in the background.
  template <class Announce, class Execute>
  void play(const std::string& base, const Announce& announce, const Execute& execute,
            const std::function<void()>& next = {}) {
    for (std::size_t i = 0;; ++i) {
      if (next) next();
      const Json activity = activity_at(base.substr(1), i);
      if (activity.is_null()) break;
      play_one({.pointer = child_pointer(base, i), .activity = {}}, activity, announce,
               [&](const UndoToPlay& one) { execute(one.pointer); });
      if (must_end()) break;
    }
  }

  /// The same for these, which do not depend on the experiment.
  template <class Announce, class Execute>
  void play(const std::vector<UndoToPlay>& undos, const Announce& announce,
            const Execute& execute) {
    for (const auto& undo : undos)
      play_one(undo, undo.activity, announce, execute);
  }

  void wait_for_background() {
    background_.wait();
    if (stop_.stop_requested()) throw Stopped();
  }

 private:
  template <class Announce, class Execute>
  void play_one(const UndoToPlay& one, const Json& activity, const Announce& announce,
                const Execute& execute) {
    if (stop_.stop_requested()) throw Stopped();
    announce(activity);
    const Json* background = find(activity, "background");
    if (background != nullptr && truthy(*background))
      background_.start(one.pointer, one.activity);
    else
      execute(one);
  }

  /// A copy: controls may change the list while an activity runs. Null past the end.
  Json activity_at(const std::string& list, std::size_t index) {
    const std::lock_guard lock(context_.mutex);
    const Json& activities = activities_of(context_.experiment, list);
    return index < activities.size() ? activities[index] : Json();
  }

  bool must_end() {
    if (phase_ == Phase::kRollbacks) return false;
    const std::lock_guard lock(context_.mutex);
    if (context_.method_failures.stop) return true;
    const std::string& status = context_.outcome.status;
    return status == "aborted" || status == "failed" || status == "interrupted";
  }

  RunContext& context_;
  const std::stop_token stop_;
  const Phase phase_;
  BackgroundActivities background_;
};

void note_if_empty(RunContext& context, const char* list, const char* message) {
  const std::lock_guard lock(context.mutex);
  if (activities_of(context.experiment, list).empty()) log::info(message);
}

void set_status(RunContext& context, const char* status) {
  const std::lock_guard lock(context.mutex);
  context.set_status(status);
}

void play_activities(RunContext& context, Interruption& interruption) {
  note_if_empty(context, "method", "No declared activities, let's move on.");
  ActivityList activities(context, interruption, Phase::kMethod, "run");
  activities.play(
      std::string("/method"), [](const Json&) {},
      [&](const std::string& pointer) {
        execute_activity(context, Phase::kMethod, pointer, "run", interruption.foreground());
      });
  activities.wait_for_background();
}

/// One rollback that cannot be executed must not keep the others from being played.
void play_declared_rollback(RunContext& context, Interruption& interruption,
                            const std::string& pointer, const Json& recorded = {}) {
  try {
    execute_activity(context, Phase::kRollbacks, pointer, "rollbacks", interruption.foreground(),
                     {}, recorded);
  } catch (const Stopped&) {
    throw;
  } catch (const InterruptExecution&) {
    throw;
  } catch (const std::exception& error) {
    log::critical(fmt::format("A rollback could not be executed: {}", error.what()));
    set_status(context, "aborted");
  }
}

/// The same for what the reference does not have, so that no extension can end it. The reference's
/// own rollbacks end with sys.exit() and with InterruptExecution.
void play_undo(RunContext& context, Interruption& interruption, const UndoToPlay& undo) {
  try {
    play_declared_rollback(context, interruption, undo.pointer, undo.activity);
  } catch (const ExitRequested& exit) {
    log::critical(fmt::format(
        "A rollback called sys.exit({}). The remaining rollbacks are played anyway", exit.code()));
    set_status(context, "aborted");
  } catch (const InterruptExecution& error) {
    log::critical(
        fmt::format("A rollback was interrupted: {}. The remaining rollbacks are played "
                    "anyway",
                    error.what()));
    set_status(context, "interrupted");
  }
}

void announce_rollback(const Json& activity) {
  const Json* name = find(activity, "name");
  log::info(fmt::format("Rollback: {}", name != nullptr ? python_str(*name) : "None"));
}

/// The reference has no undos, so the name may come from a `ref`.
void announce_undo(const Json& activity) {
  const Json* name = find(activity, "name");
  if (name == nullptr) name = find(activity, "ref");
  log::info(fmt::format("Rollback: {}", name != nullptr ? python_str(*name) : "None"));
}

/// A control may change a rollback, or add one, but those that there were when the method began
/// are played.
void restore_rollbacks(RunContext& context) {
  const std::lock_guard lock(context.mutex);
  for (const auto& name : context.record.restore_rollbacks(context.experiment)) {
    log::warning(fmt::format("A control removed the rollback '{}'. It is played anyway", name));
  }
  if (context.recorder != nullptr)
    context.recorder->hooks_called(context.experiment, *context.values_for_rollbacks());
}

/// The reference's rollbacks run where the method has left the directory.
void mention_directory(RunContext& context) {
  const std::string directory = os::directory_of_children();
  if (directory.empty()) return;
  {
    const std::lock_guard lock(context.mutex);
    if (activities_of(context.experiment, "rollbacks").empty()) return;
  }
  log::notice(fmt::format("the rollbacks run in '{}', because an activity or a control has changed "
                          "the directory; after a kill, they run in the directory of the run",
                          directory),
              "use absolute paths, or give the action its own `rollback`, which always runs "
              "in the directory of the run");
}

/// `refusal`: the exception of a control that prevents them, which only the declared rollbacks
/// obey.
void play_between_controls(RunContext& context, Interruption& interruption, const Rollbacks& what,
                           const std::exception_ptr& refusal) {
  if (what.declared && what.first.empty()) {
    restore_rollbacks(context);
    note_if_empty(context, "rollbacks", "No declared rollbacks, let's move on.");
  }
  const auto undo = [&](const UndoToPlay& each) { play_undo(context, interruption, each); };
  const auto execute = [&](const std::string& pointer) {
    play_declared_rollback(context, interruption, pointer);
  };
  ActivityList activities(context, interruption, Phase::kRollbacks, "rollbacks");
  activities.play(what.first, announce_undo, undo);
  activities.wait_for_background();
  if (!what.declared) return;
  if (refusal) std::rethrow_exception(refusal);
  mention_directory(context);
  activities.play(std::string("/rollbacks"), announce_rollback, execute,
                  [&] { restore_rollbacks(context); });
  activities.wait_for_background();
}

void play_all_rollbacks(RunContext& context, Interruption& interruption, const Rollbacks& what) {
  log::info("Let's rollback...");
  bool started = false;
  const ControlPoint point{
      .level = ControlLevel::kRollback,
      .context = [&]() -> Json& { return context.experiment; },
      .state = [&] { return started ? &context.journal.at("rollbacks") : nullptr; }};
  with_overruled_controls(context, point, [&](const std::exception_ptr& refusal) {
    if (refusal && what.first.empty()) std::rethrow_exception(refusal);
    if (refusal) context.note_overruled(refusal);
    started = true;
    play_between_controls(context, interruption, what, refusal);
  });
}

/// Whether the reference would raise InterruptExecution, after which handlers learn that the method
/// has ended. After Ctrl-C and the signals of chaoslib.exit, they do not.
bool interrupts_execution(std::optional<Cause> cause) {
  return cause == Cause::kTerminate || cause == Cause::kControl || cause == Cause::kGuard;
}

/// Does not wait any longer, but lets observers of the wait know that it is over.
void leave_at_once(const std::function<void(const std::stop_token&)>& wait) {
  std::stop_source stopped;
  stopped.request_stop();
  try {
    wait(stopped.get_token());
  } catch (const Stopped&) {
  }
}

}  // namespace

bool play_method(RunContext& context, Interruption& interruption, const AroundMethod& around) {
  log::info("Playing your experiment's method now...");
  if (around.before) around.before(interruption.foreground());
  // As in the reference, handlers get the runs only if the method was played to its end.
  const auto completed = [&context](bool to_its_end) {
    context.step([&] {
      const Json runs = to_its_end ? context.journal.at("run") : Json();
      context.events.emit(
          [&](auto& handler) { handler.method_completed(context.experiment, runs); });
    });
  };
  context.step([&] {
    context.events.emit([&](auto& handler) { handler.start_method(context.experiment); });
    context.journal["run"] = Json::array();
  });
  try {
    with_level_controls(context, ControlLevel::kMethod, "run",
                        [&] { play_activities(context, interruption); });
  } catch (const ExitRequested&) {
    throw;  // no event, as in the reference
  } catch (const Stopped&) {
    if (interrupts_execution(interruption.cause())) {
      try {
        completed(false);
      } catch (const InterruptExecution& error) {  // the run is stopped anyway
        log::critical(error.what());
      }
      if (around.after) leave_at_once(around.after);
    }
    throw;
  } catch (const InterruptExecution&) {
    completed(false);
    if (around.after) leave_at_once(around.after);
    throw;
  } catch (const std::exception& error) {
    set_status(context, "aborted");
    completed(false);
    log::critical(
        fmt::format("Experiment ran into an un expected fatal error, aborting now.\n"
                    "Traceback (most recent call last):\n  {}",
                    error.what()));
    return false;
  }
  try {
    completed(true);
  } catch (const InterruptExecution&) {
    if (around.after) leave_at_once(around.after);
    throw;
  }
  if (around.after) around.after(interruption.foreground());
  return true;
}

void play_rollbacks(RunContext& context, Interruption& interruption, const Rollbacks& what) {
  try {
    context.step([&] {
      context.events.emit([&](auto& handler) { handler.start_rollbacks(context.experiment); });
      context.journal["rollbacks"] = Json::array();
    });
    play_all_rollbacks(context, interruption, what);
  } catch (const InterruptExecution& error) {
    set_status(context, "interrupted");
    log::critical(error.what());
  } catch (const Stopped&) {
    set_status(context, "interrupted");
    if (interruption.cause() == Cause::kTerminate) {
      log::critical(fmt::format("{} signal received", interruption.signal()));
    } else if (interruption.cause() != Cause::kGuard) {  // a guard logs this itself
      log::warning(
          "Received an exit signal.Terminating now without running the remaining rollbacks.");
    }
  }
  context.last_step([&] {
    context.events.emit(
        [&](auto& handler) { handler.rollbacks_completed(context.experiment, context.journal); });
  });
}

}  // namespace chaos

#pragma once

#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>

#include "activity/run_context.h"
#include "os/clock.h"
#include "run/interruption.h"

namespace chaos {

/// The background activities of a method or of the rollbacks, each in its own thread.
class BackgroundActivities {
 public:
  BackgroundActivities(RunContext& context, Interruption& interruption, Phase phase,
                       const char* runs)
      : context_(context),
        interruption_(interruption),
        phase_(phase),
        runs_(runs),
        mention_(interruption.foreground(), [this] { mention_waiting(); }) {}
  ~BackgroundActivities() { wait(); }

  /// Starts the activity at `pointer` and returns once it has begun or waits for the pause before
  /// it, so that what comes next begins after it, and is undone before it. What it throws ends only
  /// itself and is logged, unless a control interrupts the execution. `recorded` is as for
  /// execute_activity.
  void start(const std::string& pointer, const Json& recorded = {});

  /// Waits until all have ended. An interruption for the background ends them sooner; actions with
  /// an undo, any stop.
  void wait() { threads_.clear(); }

 private:
  class Running;

  void execute(const std::string& pointer, const Json& recorded,
               const std::function<void()>& begun);
  std::string name_of(const std::string& pointer) const;
  bool is_undone(const std::string& pointer) const;
  void mention_waiting() const;

  RunContext& context_;
  Interruption& interruption_;
  const Phase phase_;
  const char* const runs_;
  mutable std::mutex mutex_;
  std::map<std::string, std::string> running_;  // guarded by mutex_: those that a stop does not end
  std::list<os::ClockThread> threads_;
  const std::stop_callback<std::function<void()>> mention_;
};

}  // namespace chaos

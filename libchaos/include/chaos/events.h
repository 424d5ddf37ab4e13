#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// Follows a run from the outside: progress displays, publishers, the write-ahead log. Every
/// function has an empty default. Called from the thread in which the event happens, background
/// activities included; what a handler throws is logged and ignored.
/// `schedule` is {"continuous_hypothesis_frequency": seconds, "fail_fast": bool}.
/// Semantics: chaoslib.run.RunEventHandler of the reference.
class RunEventHandler {
 public:
  virtual ~RunEventHandler() = default;

  virtual void started(const Json& /*experiment*/, const Json& /*journal*/) {}
  virtual void running(const Json& /*experiment*/, const Json& /*journal*/,
                       const Json& /*configuration*/, const Json& /*secrets*/,
                       const Json& /*schedule*/, const Json& /*settings*/) {}
  virtual void finish(const Json& /*journal*/) {}
  virtual void interrupted(const Json& /*experiment*/, const Json& /*journal*/) {}
  virtual void signal_exit() {}
  virtual void start_continuous_hypothesis(double /*frequency_seconds*/) {}
  virtual void continuous_hypothesis_iteration(int /*index*/, const Json& /*state*/) {}
  virtual void continuous_hypothesis_completed(const Json& /*experiment*/, const Json& /*journal*/,
                                               const std::string& /*error*/) {}
  virtual void start_hypothesis_before(const Json& /*experiment*/) {}
  virtual void hypothesis_before_completed(const Json& /*experiment*/, const Json& /*state*/,
                                           const Json& /*journal*/) {}
  virtual void start_hypothesis_after(const Json& /*experiment*/) {}
  virtual void hypothesis_after_completed(const Json& /*experiment*/, const Json& /*state*/,
                                          const Json& /*journal*/) {}
  virtual void start_method(const Json& /*experiment*/) {}
  /// `runs` is null if the method was interrupted or aborted.
  virtual void method_completed(const Json& /*experiment*/, const Json& /*runs*/) {}
  virtual void start_rollbacks(const Json& /*experiment*/) {}
  virtual void rollbacks_completed(const Json& /*experiment*/, const Json& /*journal*/) {}
  /// Not in the reference: a pause before or after an activity, in seconds. The second one is also
  /// called if the pause is interrupted.
  virtual void start_pause(const Json& /*activity*/, double /*seconds*/) {}
  virtual void pause_completed(const Json& /*activity*/) {}
  virtual void start_activity(const Json& /*activity*/) {}
  virtual void activity_completed(const Json& /*activity*/, const Json& /*run*/) {}
};

/// The handlers of one run. Registering is safe at any time from any thread.
class EventRegistry {
 public:
  void add(std::shared_ptr<RunEventHandler> handler);

  /// Calls `event` for every handler. If one throws, this is logged, and the others are still
  /// called.
  void emit(const std::function<void(RunEventHandler&)>& event) const;

  bool empty() const;

  /// For a handler or a control's hook that has to wait for something outside the run, such as a
  /// server's answer: `wait` is called in the same thread, after the handlers and hooks of this
  /// point and without any lock of the run, so that nothing else is held up. It may throw
  /// InterruptExecution, like a hook.
  void defer(std::function<void()> wait);

  /// The waits that were deferred since the last call, in order.
  std::vector<std::function<void()>> take_deferred();

 private:
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<RunEventHandler>> handlers_;  // guarded by mutex_
  std::vector<std::function<void()>> deferred_;             // guarded by mutex_
};

}  // namespace chaos

#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "chaos/json.h"
#include "run/interruption.h"

namespace chaos {

/// Something besides the user that may stop a run: a safeguard, the halt file, the deadline. A
/// guard watches on its own and pushes a stop into the run's Interruption (see halt_run); it is not
/// polled during the run.
class Guard {
 public:
  virtual ~Guard() = default;

  /// Called once, before anything is touched: returns why the run must not begin. Throws Stopped.
  virtual std::optional<StopReason> objection(const std::stop_token& stop);
  /// The run begins. From here on the guard may stop it.
  virtual void watch() {}
  /// The method is over: the guard is to end what it is doing, without waiting for it. Called for
  /// every guard before `leave_method`, so that several of them end at the same time.
  virtual void end_watch() {}
  /// The rollbacks are next, which no guard may stop. They wait until this returns.
  virtual void leave_method() {}
  /// The rollbacks are over, or there were none: from now on, guards no longer stop the run.
  virtual void leave_rollbacks() {}
  /// The run has ended: nothing is left to stop.
  virtual void end() {}
  /// Called after `end`: adds the guard's results to the program's block in the journal.
  virtual void note(Json& block) const;
};

/// Everything that may stop one run. Not safe to use from several threads.
class Guards {
 public:
  /// `interruption` must outlive this.
  explicit Guards(const Interruption& interruption) : interruption_(interruption) {}

  void add(std::shared_ptr<Guard> guard) { guards_.push_back(std::move(guard)); }

  /// The first objection, or nothing. Throws Stopped.
  std::optional<StopReason> objection(const std::stop_token& stop) const;
  void watch() const;
  void leave_method() const;
  void leave_rollbacks() const;
  void end() const;
  /// Writes the guards' results to the journal, and which of them stopped the run.
  void note(Json& journal) const;

 private:
  const Interruption& interruption_;
  std::vector<std::shared_ptr<Guard>> guards_;
};

/// Stops the run and logs why; once the run is rolling back, only logs it. Returns whether the run
/// was stopped. Safe from any thread.
bool halt_run(Interruption& interruption, const StopReason& reason);

}  // namespace chaos

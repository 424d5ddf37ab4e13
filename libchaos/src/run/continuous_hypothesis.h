#pragma once

#include <stop_token>

#include "activity/run_context.h"
#include "os/clock.h"
#include "run/interruption.h"

namespace chaos {

/// How the hypothesis is checked during the method.
struct Schedule {
  double frequency_seconds = 1.0;  ///< from the end of one pass to the start of the next
  bool fail_fast = false;
  double fail_fast_ratio = 0;  ///< percentage of passes not met that ends the run
};

/// Checks the hypothesis repeatedly in its own thread, from construction until finish(), and at
/// least once: the constructor returns when the first pass has begun. Every pass is kept in the
/// journal. With fail-fast, a pass that is not met sets the journal's status to
/// "failed"; a pass that cannot be played at all sets it to "aborted". The method checks for both
/// before its next activity.
class ContinuousHypothesis {
 public:
  /// `interruption` ends the pass that is being played as well; a control that interrupts the
  /// execution during a pass requests it. After an interruption, handlers and the log are told of
  /// the end only in finish(), so that they first learn why the run ends.
  ContinuousHypothesis(RunContext& context, Interruption& interruption, const Schedule& schedule);
  ~ContinuousHypothesis() { finish(); }

  /// Lets the current pass finish, starts no other, and returns when the thread has ended. May be
  /// called more than once.
  void finish();

 private:
  void watch(const std::stop_token& ended);
  void sample(const std::stop_token& ended);
  void await_end(const std::stop_token& ended);
  bool play_once(int iteration);
  bool must_stop();
  void complete(const char* status, const std::string& error);

  RunContext& context_;
  const Schedule schedule_;
  Interruption& interruption_;
  const std::stop_token interrupted_;
  int not_met_ = 0;  // only used by the thread
  os::ClockEvent begun_;
  os::ClockThread thread_;
};

}  // namespace chaos

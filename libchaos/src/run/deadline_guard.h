#pragma once

#include <mutex>
#include <optional>
#include <stop_token>

#include "chaos/json.h"
#include "os/clock.h"
#include "run/guard.h"

namespace chaos {

/// How long a run may take, in seconds.
struct DeadlinePlan {
  double limit = 0;
  double grace = 0;  ///< how long the rollbacks may take once the limit has passed
};

/// From the option `--deadline`, the experiment's `runtime.deadline`, or the settings', in this
/// order; with the `runtime.deadline-grace` next to it. Nothing if none of them says so. Throws
/// InvalidExperiment for what is not a duration.
std::optional<DeadlinePlan> deadline_plan(const std::optional<double>& option,
                                          const Json& experiment, const Json& settings);

/// Interrupts the run once it has taken too long, so that it is rolled back. The rollbacks then
/// have the grace period, counted from the deadline or their start, whichever is later, before they
/// are ended as well. Once they are over, the deadline no longer stops anything, but what follows
/// them (hooks, a check of the system) has the grace period, too, before it is ended.
class DeadlineGuard final : public Guard {
 public:
  /// The deadline starts here. `interruption` and `clock` must outlive this. `never_roll_back`: the
  /// user wants no rollbacks, whatever happens.
  DeadlineGuard(DeadlinePlan plan, bool never_roll_back, Interruption& interruption,
                os::Clock& clock);
  ~DeadlineGuard() override { end(); }
  DeadlineGuard(const DeadlineGuard&) = delete;
  DeadlineGuard& operator=(const DeadlineGuard&) = delete;

  void leave_method() override { rolling_back_.happen(); }
  void leave_rollbacks() override;
  void end() override;
  void note(Json& block) const override;

 private:
  void run(const std::stop_token& ended);
  void stop_run();
  void end_rollbacks();
  void end_the_rest(const std::stop_token& ended);
  bool has_grace_passed(const std::stop_token& end) const;

  const DeadlinePlan plan_;
  const bool never_roll_back_;
  Interruption& interruption_;
  os::Clock& clock_;
  os::ClockEvent rolling_back_;
  std::mutex mutex_;  // held while the run is stopped, so that its rollbacks are not over
  std::stop_source rolled_back_;  // triggered with mutex_ held
  bool forced_ = false;           // only used by the thread while there is one
  os::ClockThread thread_;
};

}  // namespace chaos

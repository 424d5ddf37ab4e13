#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "chaos/events.h"

namespace chaos {

using ProgressClock = std::chrono::steady_clock;

/// An activity that is being executed, or its pause.
struct ActivityProgress {
  std::string type;  ///< "Action", "Probe", or "Pause"
  std::string name;
  ProgressClock::time_point since;
  /// Seconds after which it ends (a pause) or is ended (a timeout).
  std::optional<double> limit_seconds = {};
  bool background = false;

  bool is_pause() const { return type == "Pause"; }
};

/// The progress of a run at one moment.
struct RunProgress {
  std::string phase;  ///< "Steady state before", "Method", ...; empty before the first
  ProgressClock::time_point phase_since;
  std::vector<ActivityProgress> activities;  ///< the foreground's first, then by their start
  std::vector<bool> samples;                 ///< of the continuous hypothesis: whether each was met
  bool sampling = false;
};

/// Follows the events of a run, from whichever thread they come, for a display.
class RunFollower final : public RunEventHandler {
 public:
  /// `changed` is called, from any thread, after each change; it must not call back.
  explicit RunFollower(std::function<void()> changed) : changed_(std::move(changed)) {}

  /// From now on, changes are not reported.
  void detach();

  RunProgress progress() const;

  void start_continuous_hypothesis(double frequency_seconds) override;
  void continuous_hypothesis_iteration(int index, const Json& state) override;
  void continuous_hypothesis_completed(const Json& experiment, const Json& journal,
                                       const std::string& error) override;
  void start_hypothesis_before(const Json& experiment) override;
  void start_hypothesis_after(const Json& experiment) override;
  void start_method(const Json& experiment) override;
  void start_rollbacks(const Json& experiment) override;
  void start_pause(const Json& activity, double seconds) override;
  void pause_completed(const Json& activity) override;
  void start_activity(const Json& activity) override;
  void activity_completed(const Json& activity, const Json& run) override;

 private:
  template <class Change>
  void note(const Change& change);
  void begin_phase(const char* name);
  void begin(ActivityProgress activity);
  void end();

  mutable std::mutex mutex_;
  std::function<void()> changed_;                          // guarded by mutex_
  RunProgress progress_;                                   // guarded by mutex_; but the activities
  std::map<std::thread::id, ActivityProgress> by_thread_;  // guarded by mutex_
  std::thread::id sampler_;                                // guarded by mutex_
};

}  // namespace chaos

#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

#include "os/clock.h"
#include "run/guard.h"

namespace chaos {

/// Prevents hanging hooks of controls from delaying the rollbacks of a run that a guard has
/// stopped. All hooks that are called after the stop share the limit; then those that are still
/// running are ended, and so are later ones that take long.
class HookLimit final : public Guard {
 public:
  static constexpr std::chrono::duration<double> kLimit = std::chrono::minutes(1);

  /// `interruption` and `clock` must outlive this.
  HookLimit(std::chrono::duration<double> limit, Interruption& interruption, os::Clock& clock)
      : limit_(limit), interruption_(interruption), clock_(clock) {}
  ~HookLimit() override { leave_method(); }
  HookLimit(const HookLimit&) = delete;
  HookLimit& operator=(const HookLimit&) = delete;

  void watch() override;
  void leave_method() override;

 private:
  void start();
  void run(const std::stop_token& ended);

  const std::chrono::duration<double> limit_;
  Interruption& interruption_;
  os::Clock& clock_;
  // Most runs are not stopped by a guard and need no thread.
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;
  std::optional<os::ClockThread> thread_;  // made by `on_stop_`, which has ended before it is used
};

}  // namespace chaos

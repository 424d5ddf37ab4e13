#include "run/interruption.h"

#include <utility>

#include "os/signals.h"

namespace chaos {

void Interruption::request(Cause cause, std::string signal) {
  if (cause != Cause::kControl) requested_();
  std::stop_source foreground(std::nostopstate), background(std::nostopstate),
      hooks(std::nostopstate);
  bool forbids = false;
  {
    const std::lock_guard lock(mutex_);
    if (cause != Cause::kControl && is_repetition(cause)) return;
    if (cause != Cause::kControl) was_stopped_ = true;
    // Controls may object more than once, and mean the foreground. A guard's stop is not the
    // user's.
    const bool is_second =
        cause_.has_value() && *cause_ != Cause::kControl && *cause_ != Cause::kGuard;
    const bool all =
        cause != Cause::kControl && (is_second || rollbacks_ || cause == Cause::kExitUngracefully);
    if (!cause_ || cause == Cause::kExitUngracefully) {
      cause_ = cause;
      signal_ = std::move(signal);
    }
    foreground = foreground_;
    if (all) background = background_;
    if (all || (cause_ == Cause::kGuard && cause != Cause::kControl)) hooks = take_late_hooks();
    forbids = cause == Cause::kExitUngracefully ||
              (rollbacks_ && !rollbacks_over_ && cause != Cause::kControl);
  }
  // Not under the lock: stopping runs callbacks.
  background.request_stop();  // first, so that no message says that the run waits for it
  foreground.request_stop();
  hooks.request_stop();
  if (forbids) order(RollbackOrder::kForbid);
}

bool Interruption::let_rollbacks_finish(const std::string& signal) {
  requested_();
  const std::lock_guard lock(mutex_);
  if (!rollbacks_ || rollbacks_over_) return false;
  if (signal == "SIGHUP" || signal == os::signal_name(os::stop_now_signal())) return true;
  const auto now = now_();
  if (was_stopped_) {
    return !foreground_.stop_requested() && last_stop_ && now - last_stop_->at < kOneStop;
  }
  was_stopped_ = true;
  last_stop_ = {.at = now, .cause = Cause::kTerminate};
  return true;
}

void Interruption::request_at_once(std::string signal) {
  requested_();
  std::stop_source foreground(std::nostopstate), background(std::nostopstate),
      hooks(std::nostopstate);
  {
    const std::lock_guard lock(mutex_);
    if (rollbacks_ && !rollbacks_over_) return;
    last_stop_ = {.at = now_(), .cause = Cause::kTerminate};
    was_stopped_ = true;
    if (!cause_) {
      cause_ = Cause::kTerminate;
      signal_ = std::move(signal);
    }
    foreground = foreground_;
    background = background_;
    hooks = take_late_hooks();
  }
  background.request_stop();  // first, so that no message says that the run waits for it
  foreground.request_stop();
  hooks.request_stop();
}

bool Interruption::stop(StopReason reason) {
  requested_();
  std::stop_source foreground(std::nostopstate), background(std::nostopstate),
      hooks(std::nostopstate);
  bool demands = false;
  {
    const std::lock_guard lock(mutex_);
    const bool with_background = reason.background;
    demands = !rollbacks_ && reason.roll_back;
    if (demands) demands_rollbacks_ = true;
    if (!reason_) reason_ = std::move(reason);
    if (rollbacks_) return false;
    if (!cause_) cause_ = Cause::kGuard;
    foreground = foreground_;
    if (with_background && !background_.stop_requested()) {
      background = background_;
      hooks = take_late_hooks();
    }
  }
  background.request_stop();  // first, so that no message says that the run waits for it
  foreground.request_stop();
  hooks.request_stop();
  by_guard_.request_stop();
  if (demands) order(RollbackOrder::kDemand);
  return true;
}

void Interruption::force_end() {
  requested_();
  bool forbids = false;
  std::stop_source foreground(std::nostopstate), background(std::nostopstate);
  {
    const std::lock_guard lock(mutex_);
    if (!cause_) cause_ = Cause::kGuard;
    foreground = foreground_;
    background = background_;
    forbids = rollbacks_ && !rollbacks_over_;
  }
  background.request_stop();  // first, so that no message says that the run waits for it
  foreground.request_stop();
  end_hooks();
  if (forbids) order(RollbackOrder::kForbid);
}

void Interruption::end_hooks() {
  std::stop_source hooks(std::nostopstate);
  {
    const std::lock_guard lock(mutex_);
    hooks = take_late_hooks();
  }
  hooks.request_stop();
}

/// Records the signal unless it belongs to the stop that was requested a moment ago.
bool Interruption::is_repetition(Cause cause) {
  const auto now = now_();
  if (last_stop_ && now - last_stop_->at < kOneStop) {
    const bool says_more =
        cause == Cause::kExitUngracefully && last_stop_->cause != Cause::kExitUngracefully;
    if (!says_more) return true;
  }
  last_stop_ = {.at = now, .cause = cause};
  return false;
}

std::stop_token Interruption::foreground() const {
  const std::lock_guard lock(mutex_);
  return foreground_.get_token();
}

std::stop_token Interruption::background() const {
  const std::lock_guard lock(mutex_);
  return background_.get_token();
}

std::stop_token Interruption::hook() const {
  const std::lock_guard lock(mutex_);
  return (foreground_.stop_requested() ? late_hooks_ : foreground_).get_token();
}

std::optional<Cause> Interruption::cause() const {
  const std::lock_guard lock(mutex_);
  return cause_;
}

std::string Interruption::signal() const {
  const std::lock_guard lock(mutex_);
  return signal_;
}

std::optional<StopReason> Interruption::reason() const {
  const std::lock_guard lock(mutex_);
  return reason_;
}

bool Interruption::demands_rollbacks() const {
  const std::lock_guard lock(mutex_);
  return demands_rollbacks_;
}

void Interruption::order(RollbackOrder order) {
  const std::lock_guard lock(order_mutex_);
  if (order <= order_) return;
  order_ = order;
  if (tell_) tell_(order);
}

void Interruption::follow_order(std::function<void(RollbackOrder)> tell) {
  const std::lock_guard lock(order_mutex_);
  tell_ = std::move(tell);
  if (tell_ && order_ != RollbackOrder::kNone) tell_(order_);
}

// GCC 12 with -Os warns that a new std::stop_source is used uninitialized.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
/// Ends the hooks that were called since the last time, but not later ones.
std::stop_source Interruption::take_late_hooks() {
  return std::exchange(late_hooks_, std::stop_source());
}

std::optional<Cause> Interruption::enter_rollbacks() {
  const std::lock_guard lock(mutex_);
  if (rollbacks_) return std::nullopt;
  foreground_ = std::stop_source();
  background_ = std::stop_source();
  rollbacks_ = true;
  return std::exchange(cause_, std::nullopt);
}
#pragma GCC diagnostic pop

bool Interruption::is_rolling_back() const {
  const std::lock_guard lock(mutex_);
  return rollbacks_ && !rollbacks_over_;
}

void Interruption::leave_rollbacks() {
  const std::lock_guard lock(mutex_);
  rollbacks_over_ = true;
}

}  // namespace chaos

#include "run/interruption.h"

namespace chaos {

void Interruption::request(Cause cause) {
  std::stop_source foreground(std::nostopstate), background(std::nostopstate);
  {
    const std::lock_guard lock(mutex_);
    // Controls may object more than once, and mean the foreground.
    const bool is_second = cause_.has_value() && *cause_ != Cause::kControl;
    const bool all =
        cause != Cause::kControl && (is_second || rollbacks_ || cause == Cause::kExitUngracefully);
    if (!cause_ || cause == Cause::kExitUngracefully) cause_ = cause;
    foreground = foreground_;
    if (all) background = background_;
  }
  // Outside the lock: stopping runs callbacks.
  foreground.request_stop();
  background.request_stop();
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
  if (!foreground_.stop_requested()) return foreground_.get_token();
  return background_.stop_requested() ? std::stop_token() : background_.get_token();
}

std::optional<Cause> Interruption::cause() const {
  const std::lock_guard lock(mutex_);
  return cause_;
}

void Interruption::enter_rollbacks() {
  const std::lock_guard lock(mutex_);
  foreground_ = std::stop_source();
  background_ = std::stop_source();
  cause_.reset();
  rollbacks_ = true;
}

}  // namespace chaos

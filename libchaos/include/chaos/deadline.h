#pragma once

#include <algorithm>
#include <chrono>
#include <climits>
#include <optional>

namespace chaos {

/// A point on the steady clock by which something must be done, or never. Built once and passed
/// down, so that nested waits share one limit.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  static Deadline never() { return Deadline{}; }

  /// `seconds` from now: never if the sum would overflow the clock, already past if negative.
  static Deadline after(std::chrono::duration<double> seconds) {
    constexpr auto kFarthest = std::chrono::duration<double>(std::chrono::hours(24 * 365 * 50));
    if (!(seconds < kFarthest)) return never();
    Deadline deadline;
    deadline.at_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(seconds);
    return deadline;
  }

  bool is_never() const { return !at_.has_value(); }
  bool passed() const { return at_ && Clock::now() >= *at_; }
  std::optional<Clock::time_point> at() const { return at_; }

  static Deadline earlier(const Deadline& left, const Deadline& right) {
    if (left.is_never()) return right;
    if (right.is_never()) return left;
    return *left.at_ < *right.at_ ? left : right;
  }

  /// Milliseconds left, rounded up, as poll(2) takes them: -1 for never, 0 once passed.
  int poll_timeout() const {
    if (!at_) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*at_ - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, INT_MAX));
  }

 private:
  std::optional<Clock::time_point> at_;
};

}  // namespace chaos

#pragma once

#include <chrono>
#include <stop_token>
#include <string>

namespace chaos::os {

/// The time now in UTC as Python's datetime.isoformat() writes it:
/// "2024-01-31T12:00:00.123456+00:00".
std::string utc_now_iso();

/// Waits for `duration`, or until `stop` is triggered; true when the whole time passed.
bool wait_for(std::chrono::duration<double> duration, const std::stop_token& stop);

/// Measures how long something takes.
class Stopwatch {
 public:
  /// Seconds since construction, in whole microseconds.
  double seconds() const {
    const auto elapsed = std::chrono::steady_clock::now() - start_;
    return static_cast<double>(
               std::chrono::duration_cast<std::chrono::microseconds>(elapsed).count()) /
           1e6;
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace chaos::os

#include "os/clock.h"

#include <fmt/format.h>

#include <condition_variable>
#include <ctime>
#include <mutex>

#include "chaos/deadline.h"

namespace chaos::os {

std::string utc_now_iso() {
  using std::chrono::system_clock;
  const auto now = system_clock::now();
  const std::time_t seconds = system_clock::to_time_t(now);
  const auto fraction = std::chrono::duration_cast<std::chrono::microseconds>(
                            now - system_clock::from_time_t(seconds))
                            .count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  const std::string microseconds = fraction == 0 ? "" : fmt::format(".{:06}", fraction);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}+00:00", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     microseconds);
}

bool wait_for(std::chrono::duration<double> duration, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  const Deadline deadline = Deadline::after(duration);
  const auto never = [] { return false; };
  if (deadline.is_never()) {
    changed.wait(lock, stop, never);
  } else {
    changed.wait_until(lock, stop, *deadline.at(), never);
  }
  return !stop.stop_requested();
}

}  // namespace chaos::os

#include "os/clock.h"

#include <fmt/format.h>

#include <condition_variable>
#include <ctime>
#include <exception>
#include <limits>
#include <mutex>
#include <utility>

#include "chaos/deadline.h"
#include "log/log.h"

namespace chaos::os {
namespace {

constexpr std::chrono::duration<double> kForever(std::numeric_limits<double>::infinity());

class RealClock final : public Clock {
 public:
  TimePoint now() const override { return std::chrono::steady_clock::now(); }
  std::string utc_now_iso() const override { return os::utc_now_iso(); }
  bool wait_for(std::chrono::duration<double> duration, const std::stop_token& stop) override {
    return os::wait_for(duration, stop);
  }
};

}  // namespace

Clock& Clock::real() {
  static RealClock clock;
  return clock;
}

ClockThread::ClockThread(Clock& clock, std::function<void(const std::stop_token&)> body)
    : clock_(clock),
      thread_([&clock, announced = clock.announce_thread(), body = std::move(body),
               ended = ended_](const std::stop_token& stop) mutable {
        clock.begin_thread(announced);
        try {
          body(stop);
        } catch (const std::exception& error) {
          // Whoever waits for the thread goes on, and so does the run: it has something to undo.
          log::error(fmt::format("A part of the run has ended unexpectedly: {}", error.what()));
        }
        ended.request_stop();
        clock.end_thread();
      }) {}

ClockThread::~ClockThread() {
  request_stop();
  join();
}

void ClockThread::join() {
  if (!thread_.joinable()) return;
  while (clock_.wait_for(kForever, ended_.get_token())) {
  }
  thread_.join();
}

void ClockEvent::wait(Clock& clock) const {
  while (clock.wait_for(kForever, happened_.get_token())) {
  }
}

std::string utc_now_iso() {
  return utc_iso(std::chrono::system_clock::now());
}

std::string utc_iso(std::chrono::system_clock::time_point at) {
  using std::chrono::system_clock;
  const std::time_t seconds = system_clock::to_time_t(at);
  const auto fraction =
      std::chrono::duration_cast<std::chrono::microseconds>(at - system_clock::from_time_t(seconds))
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

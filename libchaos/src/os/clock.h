#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>

namespace chaos::os {

/// The clock of a run. A rehearsal and tests replace the real clock with a virtual one
/// (os/virtual_clock.h), on which forty minutes pass in milliseconds. Safe to use from any thread.
class Clock {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  virtual ~Clock() = default;

  /// A monotonic point in time; only differences are meaningful.
  virtual TimePoint now() const = 0;
  /// The time of day in UTC as Python's datetime.isoformat() writes it:
  /// "2024-01-31T12:00:00.123456+00:00".
  virtual std::string utc_now_iso() const = 0;
  /// Waits for `duration`, or until `stop` is requested; true if the whole time passed. Fifty years
  /// and more count as no limit.
  virtual bool wait_for(std::chrono::duration<double> duration, const std::stop_token& stop) = 0;

  static Clock& real();

 private:
  friend class ClockThread;

  /// A virtual clock only advances while every thread of the run is waiting, so it has to know
  /// them: the thread that starts another one announces it, and the new one reports its start and
  /// end.
  virtual int announce_thread() { return 0; }
  virtual void begin_thread(int /*announced*/) {}
  virtual void end_thread() {}
};

/// A thread of a run, known to the run's clock. Like std::jthread, it is stopped and joined by its
/// destructor. `body` must not throw.
class ClockThread {
 public:
  ClockThread(Clock& clock, std::function<void(const std::stop_token&)> body);
  ~ClockThread();
  ClockThread(const ClockThread&) = delete;
  ClockThread& operator=(const ClockThread&) = delete;

  void request_stop() { thread_.request_stop(); }
  /// Returns once the thread has ended. May be called more than once, by its owner.
  void join();

 private:
  Clock& clock_;
  std::stop_source ended_;
  std::jthread thread_;  // last: it uses the others
};

/// An event that one thread of a run waits for until another one signals it.
class ClockEvent {
 public:
  /// Idempotent.
  void happen() { happened_.request_stop(); }
  void wait(Clock& clock) const;

 private:
  std::stop_source happened_;
};

/// The real time of day in UTC, as Clock::utc_now_iso writes it.
std::string utc_now_iso();
/// `at` in the same form.
std::string utc_iso(std::chrono::system_clock::time_point at);

/// Waits in real time, like Clock::wait_for.
bool wait_for(std::chrono::duration<double> duration, const std::stop_token& stop);

/// Measures how long something takes.
class Stopwatch {
 public:
  /// `clock` must outlive this.
  explicit Stopwatch(const Clock& clock = Clock::real()) : clock_(&clock), start_(clock.now()) {}

  /// Seconds since construction, in whole microseconds.
  double seconds() const {
    const auto elapsed = clock_->now() - start_;
    return static_cast<double>(
               std::chrono::duration_cast<std::chrono::microseconds>(elapsed).count()) /
           1e6;
  }

 private:
  const Clock* clock_;
  Clock::TimePoint start_;
};

}  // namespace chaos::os

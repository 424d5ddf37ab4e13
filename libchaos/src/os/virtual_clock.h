#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "os/clock.h"

namespace chaos::os {

/// A clock on which waiting takes no real time. Time stands still while any thread of the run is
/// busy, and jumps to the end of the earliest wait once all of them are waiting. The run's threads
/// (the one that creates the clock, and every ClockThread on it) take turns: only one runs, until
/// it waits on the clock or ends, and then the one that became ready first continues. So the same
/// run always proceeds in the same way. Therefore, a thread must not wait on the clock while it
/// holds a lock, nor wait for another thread without the clock knowing. Other threads must not wait
/// on the clock; they may request stops.
class VirtualClock final : public Clock {
 public:
  /// `start` is the time of day at which it begins.
  explicit VirtualClock(std::chrono::system_clock::time_point start = {});

  TimePoint now() const override;
  std::string utc_now_iso() const override;
  /// Waits without a limit take fifty years.
  bool wait_for(std::chrono::duration<double> duration, const std::stop_token& stop) override;

  /// The time that has passed on it.
  std::chrono::duration<double> elapsed() const;

 private:
  struct Thread {
    int number = 0;
    std::thread::id id;
    std::condition_variable turn;
    bool waits = false;
    TimePoint wakes_at;
    long long waits_since = 0;  ///< orders waits that end at the same time
  };

  int announce_thread() override;
  void begin_thread(int announced) override;
  void end_thread() override;

  Thread& current();
  void make_ready(Thread& thread);
  void wake_next();
  void await_turn(Thread& self, std::unique_lock<std::mutex>& lock);

  const std::chrono::system_clock::time_point start_;
  mutable std::mutex mutex_;   // guards everything below
  TimePoint now_;              // begins at the clock's epoch
  std::list<Thread> threads_;  // a list: they must not move
  std::deque<Thread*> ready_;  // in the order in which they became so
  Thread* running_ = nullptr;
  int last_number_ = 0;
  long long waits_ = 0;
};

}  // namespace chaos::os

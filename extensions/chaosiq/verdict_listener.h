#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "chaosiq/courier.h"

namespace chaos::chaosiq {

/// Hears from a server that offers it when its safeguards may have changed their verdict, and asks
/// them at once: a run that is halted does not have to come to its next step. On a thread of its
/// own. What cannot be reached is tried again; the questions at the steps go on beside it.
class VerdictListener {
 public:
  /// Called with the first refusal, on the listener's thread, which then ends.
  using OnRefusal = std::function<void(const Verdict&)>;

  /// `courier` must outlive this.
  VerdictListener(const Courier& courier, OnRefusal on_refusal);

  /// The execution is open: listens from now on. To be called once, by any thread.
  void begin();
  /// Stops listening. Nothing begins once it is called.
  void end();

 private:
  void listen(const std::stop_token& stop);
  bool wait(std::chrono::duration<double> time, const std::stop_token& stop);

  const Courier& courier_;
  const OnRefusal on_refusal_;
  std::mutex mutex_;
  bool has_ended_ = false;  // guarded by mutex_
  std::condition_variable_any stopped_;
  std::jthread thread_;  // last: it uses the others; guarded by mutex_ until the end
};

}  // namespace chaos::chaosiq

#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "chaosiq/hub_client.h"

namespace chaos::chaosiq {

/// Follows a server that reports when its safeguards may have changed their verdict, and asks them
/// at once, so that a halt takes effect before the next step. Uses its own thread, and reconnects
/// if the server cannot be reached. Independent of the questions at each step.
class VerdictListener {
 public:
  /// Called with the first refusal, on the listener's thread, which then ends.
  using OnRefusal = std::function<void(const SafeguardVerdict&)>;

  /// `client` must outlive this.
  VerdictListener(const HubClient& client, OnRefusal on_refusal);

  /// The execution is open: listens from now on. Call this once, from any thread.
  void begin();
  /// Stops listening; begin() then has no effect.
  void end();

 private:
  void listen(const std::stop_token& stop);
  bool wait(std::chrono::duration<double> time, const std::stop_token& stop);

  const HubClient& client_;
  const OnRefusal on_refusal_;
  std::mutex mutex_;
  bool has_ended_ = false;  // guarded by mutex_
  std::condition_variable_any stopped_;
  std::jthread thread_;  // last: it uses the others; guarded by mutex_ until the end
};

}  // namespace chaos::chaosiq

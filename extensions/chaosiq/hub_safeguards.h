#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "chaos/json.h"
#include "chaosiq/account.h"
#include "chaosiq/hub_client.h"
#include "run/guard.h"

namespace chaos::chaosiq {

/// The server's safeguards as a guard of the run. The session asks them and passes their verdicts
/// on. Safe from any thread.
class HubSafeguards final : public Guard {
 public:
  /// `interruption` is that of the run and must outlive this; nullptr if there is no run.
  explicit HubSafeguards(Interruption* interruption) : interruption_(interruption) {}

  /// Call this before any verdict.
  void begin(const Account& account) { account_ = account; }

  /// The verdict that a step waited for; nothing if it is late. Throws InterruptExecution if they
  /// refuse, unless the run is rolling back: then the refusal is only reported.
  void decide(const std::optional<SafeguardVerdict>& verdict);
  /// A refusal that no step waits for: interrupts what is running now.
  void refuse_late(const SafeguardVerdict& verdict);

  /// Those that refused last; null if none did.
  Json refusal() const;

  void end() override { over_ = true; }

 private:
  void refuse(const SafeguardVerdict& verdict);
  void remember(const SafeguardVerdict& verdict);
  bool stop_run(const StopReason& reason);
  void interrupt(const StopReason& reason);
  void tell_while_rolling_back(const std::string& text);
  void tell_of_late_refusal(const SafeguardVerdict& verdict);
  void do_without_answer(const std::optional<SafeguardVerdict>& verdict);

  Interruption* const interruption_;
  Account account_;
  std::atomic<bool> over_ = false;
  mutable std::mutex mutex_;
  Json refusal_;         // guarded by mutex_
  bool warned_ = false;  // guarded by mutex_; has warned that the safeguards do not answer
  std::string told_;     // guarded by mutex_; last, while rolling back
};

}  // namespace chaos::chaosiq

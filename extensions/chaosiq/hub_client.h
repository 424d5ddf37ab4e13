#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "chaosiq/api.h"
#include "chaosiq/message.h"
#include "log/log.h"

namespace chaos::chaosiq {

/// The server's verdict on the safeguards at one moment.
struct SafeguardVerdict {
  enum class Kind {
    kAllowed,
    kRefused,
    kDenied,      ///< the caller may not ask, and the team requires guarded runs
    kUnclear,     ///< the response says neither
    kUnreachable  ///< there was no response, or no execution to ask about
  };
  Kind kind = Kind::kUnreachable;
  Json policies = Json::array();  ///< those that refuse
  bool roll_back = false;         ///< play the rollbacks, whatever the strategy
  std::string denial = {};        ///< why the caller is denied, for the user

  /// Whether the run must not go on.
  bool is_refusal() const { return kind == Kind::kRefused || kind == Kind::kDenied; }
};

/// Sends messages to the server, one at a time, and tells the user the results, with the messages
/// of the original. Collects the server's identifiers. Identifiers may be read from any thread.
class HubClient {
 public:
  explicit HubClient(Api api, Identifiers known = {})
      : api_(std::move(api)), identifiers_(std::move(known)) {}

  const Account& account() const { return api_.account(); }

  /// Throws Stopped.
  DeliveryStatus deliver(const Message& message, const Limits& limits);

  /// Asks whether the execution may continue. Throws Stopped. Safe to call from any thread.
  SafeguardVerdict ask(const Limits& limits) const;

  /// What the server reported while it was followed.
  enum class Update {
    kChange,   ///< the safeguards should be asked
    kNothing,  ///< nothing for a while
    kUnreachable,
    kRefused,  ///< it cannot be followed
  };
  /// Waits until the server reports that the safeguards' verdict may have changed. Throws Stopped.
  /// Safe to call from any thread.
  Update follow_verdict(const Limits& limits) const;

  /// Called by deliver() when the execution is open and the server offers follow_verdict().
  void on_followable(std::function<void()> tell) { followable_ = std::move(tell); }

  Identifiers identifiers() const;
  /// Whether the server accepted a creation but did not return an identifier.
  bool violates_protocol() const;
  /// Whether the server that opened the execution lets a verification open its run afterwards.
  bool takes_late_runs() const;
  void know(const Identifiers& identifiers);

  /// While silent, results of messages only go to the log file: for retries.
  void be_silent(bool silent) { silent_ = silent; }

 private:
  DeliveryStatus publish_experiment(const Message& message, const Limits& limits);
  DeliveryStatus create_execution(const Message& message, const Limits& limits);
  DeliveryStatus push_event(const Message& message, const Limits& limits);
  DeliveryStatus close_execution(const Message& message, const Limits& limits);
  DeliveryStatus start_run(const Message& message, const Limits& limits);
  DeliveryStatus push_run_event(const Message& message, const Limits& limits);
  DeliveryStatus finish_run(const Message& message, const Limits& limits);
  DeliveryStatus judge_run_call(const Message& message, const Answer& answer) const;
  DeliveryStatus lost_run_call(const Message& message, const net::HttpError& error) const;
  bool denies(const Answer& answer) const;
  void note_denial(const Answer& answer);
  DeliveryStatus note_violation(const char* what, const Answer& answer);
  void tell(log::Level level, const std::string& text) const;

  const Api api_;
  std::function<void()> followable_ = [] {};
  mutable std::mutex mutex_;
  Identifiers identifiers_;         // guarded by mutex_
  std::string denial_;              // guarded by mutex_; why nothing can be opened
  bool violates_protocol_ = false;  // guarded by mutex_
  bool takes_late_runs_ = false;    // guarded by mutex_
  bool silent_ = false;
};

}  // namespace chaos::chaosiq

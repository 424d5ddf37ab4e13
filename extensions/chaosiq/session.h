#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "chaos/events.h"
#include "chaos/json.h"
#include "chaosiq/account.h"
#include "chaosiq/delivery_queue.h"
#include "chaosiq/hub_client.h"
#include "chaosiq/hub_safeguards.h"
#include "chaosiq/verdict_listener.h"
#include "run/interruption.h"

namespace chaos::chaosiq {

/// What the extension knows about the command it is part of.
struct SessionContext {
  /// The journal next to which unsent messages are kept; empty if there is no run.
  std::string journal_path = {};
  /// The token that ends a wait which starts now; may be empty.
  std::function<std::stop_token()> stop_of_waits = {};
  /// That of the run, which must outlive the session; nullptr if there is no run.
  Interruption* interruption = nullptr;
};

/// One run's communication with the server, for both the control and a verification. Everything
/// except the waits is called with the run's lock held.
class Session {
 public:
  explicit Session(SessionContext context)
      : context_(std::move(context)),
        safeguards_(std::make_shared<HubSafeguards>(context_.interruption)) {}

  /// Starts publishing for the account, unless that is impossible or it has already started.
  /// `known`: the identifiers in the experiment's file.
  void begin(const Account& account, const Identifiers& known);
  /// Whether it has started, with a server that follows the protocol.
  bool active() const { return queue_ != nullptr && !given_up_; }
  const Account& account() const { return account_; }
  Identifiers identifiers() const;

  /// Whether the server lets a verification open its run for an ordinary execution.
  bool takes_late_runs() const;

  /// A verification has opened its execution, or is about to.
  bool is_open() const { return open_; }
  void set_open(bool open) { open_ = open; }

  DeliveryQueue::Ticket post(Message message, DeliveryQueue::Ticket after = nullptr);
  /// Waits for the message's status, within the limits of DeliveryQueue::wait. If the server does
  /// not follow the protocol, nothing more is sent: the session is no longer active.
  std::optional<DeliveryStatus> wait(const DeliveryQueue::Ticket& ticket);

  /// Whether a step waits for the verdict of the safeguards. Samples of the continuous hypothesis
  /// do not, because that would delay them. A refusal that no step is waiting for stops the run
  /// when it arrives.
  enum class Guard { kWait, kLater };

  /// Sends the event of a step and asks the safeguards about it. The step waits for the answer once
  /// the run's lock is released. The wait throws InterruptExecution if they refuse, unless the run
  /// is rolling back: then the refusal is only reported.
  void tell(const std::string& type, const Json& context, const Json& state, EventRegistry& events,
            Guard guard);

  /// The guard of the run that decides by their verdicts.
  const std::shared_ptr<HubSafeguards>& safeguards() const { return safeguards_; }

  /// Sends the remaining messages if possible, and keeps the rest next to the journal.
  void end();

 private:
  void guard(const DeliveryQueue::Ticket& question);
  std::stop_token stop() const;

  const SessionContext context_;
  const std::shared_ptr<HubSafeguards> safeguards_;
  Account account_;
  std::unique_ptr<HubClient> client_;
  std::atomic<bool> given_up_ = false;  // on a server that does not follow the protocol
  bool open_ = false;
  std::unique_ptr<VerdictListener> listener_;
  std::unique_ptr<DeliveryQueue> queue_;  // last: its thread uses the others
};

}  // namespace chaos::chaosiq

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "experiment/model/webhook.h"
#include "service/audit_context.h"
#include "service/version_condition.h"

namespace chaos::hub::experiment {

/// A message to send now, leased to the caller.
struct DueDelivery {
  Webhook webhook;
  Delivery delivery;
  std::string lease;  ///< identifies the holder of the lease
};

/// The result of an attempt.
struct Attempt {
  Delivery::State state = Delivery::State::kPending;
  std::optional<Time> due = {};  ///< of the next one, while it is pending
  int status = 0;                ///< of the response; 0 if there was none
  std::string answer;            ///< the start of the response, or what went wrong
};

/// Stores webhooks and their messages. Other stores add messages in the transaction of the change
/// that a message reports. Each function is one transaction, durable once it returns. Safe to use
/// from any thread.
class WebhookStore {
 public:
  virtual ~WebhookStore() = default;

  virtual std::optional<Webhook> webhook(const TeamRef& team_ref) = 0;
  /// Applies `change` to the webhook or a new one, stores the result and returns it. If `change`
  /// throws, nothing changes. Throws Refusal (kStale; kUnknown for a deleted team).
  virtual Webhook set_webhook(const TeamRef& team_ref, const VersionCondition& condition,
                              const std::function<void(Webhook&)>& change,
                              const AuditContext& audit) = 0;
  /// Deletes the webhook and its messages. False if there is none.
  virtual bool remove_webhook(const TeamRef& team_ref, const AuditContext& audit) = 0;

  /// Messages with an identifier lower than `before`, newest first.
  virtual std::vector<Delivery> deliveries(const TeamRef& team_ref, std::int64_t before,
                                           int limit) = 0;
  /// Adds a message, whichever events the webhook has chosen. False if the team has no webhook.
  virtual bool add_delivery(const TeamRef& team_ref, WebhookEvent event, const Json& happened,
                            Time now) = 0;
  /// Queues a delivered or failed message again. False if there is none with that identifier.
  virtual bool send_again(const TeamRef& team_ref, std::int64_t id, const AuditContext& audit) = 0;

  /// Leases a message that is due at `now` until `until`; nothing if none is due. The messages of
  /// one webhook are sent one at a time.
  virtual std::optional<DueDelivery> take_due(Time now, Time until) = 0;
  /// Stores the result of the attempt, unless someone else now has the lease.
  virtual void finish(const DueDelivery& due, const Attempt& attempt, Time now) = 0;
  /// Returns a message that was not tried.
  virtual void give_back(const DueDelivery& due) = 0;
  /// When the next message is due; nothing if none is waiting.
  virtual std::optional<Time> next_due() = 0;
};

}  // namespace chaos::hub::experiment

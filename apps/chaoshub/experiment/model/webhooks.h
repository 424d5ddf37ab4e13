#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiment/model/activity_feed.h"
#include "experiment/model/webhook.h"
#include "experiment/model/webhook_store.h"
#include "security/sealer.h"

namespace chaos::hub::experiment {

/// The settings of a webhook.
struct WantedWebhook {
  std::string url;
  WebhookFormat format = WebhookFormat::kSlack;
  std::set<WebhookEvent> events;
  std::string hub_url;  ///< the hub's public URL
};

/// The rules for webhooks, of which each team can have one. Throws Refusal. Safe to use from any
/// thread.
class Webhooks {
 public:
  /// `key`: the hub's key, which encrypts the secrets. `private_networks`: whether messages may go
  /// over plain HTTP and to private addresses.
  Webhooks(WebhookStore& store, const std::string& key, bool private_networks, Clock clock);

  /// The webhook of the team. Throws Refusal if there is none.
  Webhook find(const TeamRef& team_ref);
  std::optional<Webhook> of(const TeamRef& team_ref) { return store_.webhook(team_ref); }
  /// Creates or changes the webhook; returns it, and its secret if it is new.
  std::pair<Webhook, std::optional<std::string>> set(const Author& author, const TeamRef& team_ref,
                                                     const VersionCondition& condition,
                                                     const WantedWebhook& wanted);
  /// Replaces the secret and returns the new one.
  std::string renew_secret(const Author& author, const TeamRef& team_ref);
  void remove(const Author& author, const TeamRef& team_ref);

  std::vector<Delivery> deliveries(const TeamRef& team_ref, std::int64_t before, int limit) {
    return store_.deliveries(team_ref, before, limit);
  }
  /// Sends a test message.
  void test(const Author& author, const TeamRef& team_ref);
  /// Sends a delivered or failed message again.
  void send_again(const Author& author, const TeamRef& team_ref, std::int64_t delivery);

  /// The webhook's secret; nothing if it was encrypted with another key.
  std::optional<std::string> secret_of(const Webhook& webhook) const {
    return sealer_.open(webhook.sealed_secret);
  }

 private:
  void check_url(const std::string& url) const;
  AuditContext audit(const Author& author) const {
    return audit_context(author.principal, clock_());
  }

  WebhookStore& store_;
  const Sealer sealer_;
  const Clock clock_;
  const bool private_networks_;
};

}  // namespace chaos::hub::experiment

#include "experiment/model/webhooks.h"

#include <algorithm>

#include "experiment/model/webhook_message.h"
#include "net/http_client.h"
#include "net/url.h"
#include "security/webhook_signature.h"
#include "service/field_checks.h"
#include "service/refusal.h"

namespace chaos::hub::experiment {
namespace {

constexpr std::size_t kLongestUrl = 2000;

[[noreturn]] void refuse(const std::string& why) {
  throw Refusal(Refusal::Kind::kInvalid, why);
}

[[noreturn]] void refuse_unknown(const char* why) {
  throw Refusal(Refusal::Kind::kUnknown, why);
}

constexpr const char* kNoWebhook = "the team has no webhook";

}  // namespace

Webhooks::Webhooks(WebhookStore& store, const std::string& key, bool private_networks, Clock clock)
    : store_(store),
      sealer_(key, "secrets of webhooks"),
      clock_(std::move(clock)),
      private_networks_(private_networks) {}

Webhook Webhooks::find(const TeamRef& team_ref) {
  auto found = store_.webhook(team_ref);
  if (!found) refuse_unknown(kNoWebhook);
  return *std::move(found);
}

/// The address that the name resolves to is checked when a message is sent, because it can change.
void Webhooks::check_url(const std::string& url) const {
  if (url.size() > kLongestUrl ||
      std::ranges::any_of(url, [](unsigned char c) { return c <= ' '; }))
    refuse("the URL must not contain spaces, or be longer than 2000 characters");
  try {
    const net::Url parsed = net::prepare_url(url, "");
    if (parsed.scheme != "https" && !private_networks_) refuse("the URL must begin with https://");
    if (parsed.user_info) refuse("the URL must not contain a user name or a password");
  } catch (const net::HttpError& error) {
    refuse(std::string("the URL cannot be used: ") + error.what());
  }
}

std::pair<Webhook, std::optional<std::string>> Webhooks::set(const Author& author,
                                                             const TeamRef& team_ref,
                                                             const VersionCondition& condition,
                                                             const WantedWebhook& wanted) {
  FieldChecks checks;
  checks.of("url", [&] { check_url(wanted.url); });
  checks.of("events", [&] {
    if (wanted.events.empty()) refuse("choose at least one event");
  });
  checks.done();
  std::optional<std::string> secret;
  const auto change = [&](Webhook& webhook) {
    if (webhook.sealed_secret.empty()) {
      secret = new_signing_secret();
      webhook.sealed_secret = sealer_.seal(*secret);
    }
    webhook.url = wanted.url;
    webhook.format = wanted.format;
    webhook.events = wanted.events;
    webhook.hub_url = wanted.hub_url;
    webhook.changed_by = author.principal.display_name();
  };
  Webhook webhook = store_.set_webhook(team_ref, condition, change, audit(author));
  return {std::move(webhook), std::move(secret)};
}

std::string Webhooks::renew_secret(const Author& author, const TeamRef& team_ref) {
  const std::string secret = new_signing_secret();
  store_.set_webhook(
      team_ref, {},
      [&](Webhook& webhook) {
        if (webhook.sealed_secret.empty()) refuse_unknown(kNoWebhook);
        webhook.sealed_secret = sealer_.seal(secret);
        webhook.changed_by = author.principal.display_name();
      },
      audit(author));
  return secret;
}

void Webhooks::remove(const Author& author, const TeamRef& team_ref) {
  if (!store_.remove_webhook(team_ref, audit(author))) refuse_unknown(kNoWebhook);
}

void Webhooks::test(const Author& author, const TeamRef& team_ref) {
  if (!store_.add_delivery(team_ref, WebhookEvent::kTest,
                           test_message(team_ref, author.principal.display_name()), clock_()))
    refuse_unknown(kNoWebhook);
}

void Webhooks::send_again(const Author& author, const TeamRef& team_ref, std::int64_t delivery) {
  if (!store_.send_again(team_ref, delivery, audit(author)))
    refuse_unknown("message not found, or still waiting to be sent");
}

}  // namespace chaos::hub::experiment

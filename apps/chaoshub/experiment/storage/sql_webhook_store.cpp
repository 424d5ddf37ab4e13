#include "experiment/storage/sql_webhook_store.h"

#include "experiment/storage/rows.h"
#include "experiment/storage/webhook_queue.h"
#include "storage/audit.h"
#include "storage/record.h"
#include "storage/statement.h"

namespace chaos::hub::experiment {
namespace {

using storage::Announcements;
using storage::Columns;
using storage::execute;
using storage::record;
using storage::select;
using storage::select_one;

constexpr const char* kSelectWebhook =
    "SELECT organization, id, url, format, events, secret, hub_url, created, changed, changed_by,"
    " version FROM webhook ";
constexpr const char* kSelectDelivery =
    "SELECT id, message, event, payload, created, state, attempts, due, tried, status, answer"
    " FROM webhook_delivery ";

Webhook read_webhook(Columns& row) {
  return {.team_ref = read_team_ref(row),
          .url = row.text(),
          .format = webhook_format_named(row.text()).value_or(WebhookFormat::kJson),
          .events = events_from(row.text()),
          .sealed_secret = row.text(),
          .hub_url = row.text(),
          .created = row.time(),
          .changed = row.time(),
          .changed_by = row.text(),
          .version = static_cast<int>(row.number())};
}

Delivery read_delivery(Columns& row) {
  return {.id = row.number(),
          .message = row.text(),
          .team_ref = {},
          .event = webhook_event_named(row.text()).value_or(WebhookEvent::kTest),
          .payload = row.text(),
          .created = row.time(),
          .state = delivery_state_named(row.text()).value_or(Delivery::State::kFailed),
          .attempts = static_cast<int>(row.number()),
          .due = row.optional_time(),
          .tried = row.optional_time(),
          .status = static_cast<int>(row.number()),
          .answer = row.text()};
}

std::optional<Webhook> find(soci::session& session, const TeamRef& team_ref) {
  return select_one(
      session, std::string(kSelectWebhook) + "WHERE id = :team AND organization = :organization",
      read_webhook, team_ref.team, team_ref.organization);
}

void insert(soci::session& session, const Webhook& webhook) {
  execute(session,
          "INSERT INTO webhook (id, organization, url, format, events, secret, hub_url, created,"
          " changed, changed_by, version, due, lease, owner) VALUES (:team, :organization, :url,"
          " :format, :events, :secret, :hub_url, :created, :changed, :changed_by, :version, '', '',"
          " '')",
          webhook.team_ref.team, webhook.team_ref.organization, webhook.url,
          name_of(webhook.format), events_to_text(webhook.events), webhook.sealed_secret,
          webhook.hub_url, webhook.created, webhook.changed, webhook.changed_by, webhook.version);
}

void update(soci::session& session, const Webhook& webhook) {
  execute(session,
          "UPDATE webhook SET url = :url, format = :format, events = :events, secret = :secret,"
          " hub_url = :hub_url, changed = :changed, changed_by = :changed_by WHERE id = :team",
          webhook.url, name_of(webhook.format), events_to_text(webhook.events),
          webhook.sealed_secret, webhook.hub_url, webhook.changed, webhook.changed_by,
          webhook.team_ref.team);
}

/// Recomputes when the webhook's next message is due. The caller has locked the webhook's row by
/// changing it, so that nobody can add a message in the meantime.
void set_due(soci::session& session, const std::string& webhook) {
  execute(session,
          "UPDATE webhook SET due = COALESCE((SELECT MIN(due) FROM webhook_delivery"
          " WHERE webhook = :webhook AND state = 'pending'), '') WHERE id = :id",
          webhook, webhook);
}

/// False if someone else now has the lease, or the webhook has been deleted.
bool release(soci::session& session, const DueDelivery& due) {
  return execute(session,
                 "UPDATE webhook SET lease = '', owner = '' WHERE id = :id AND owner = :owner",
                 due.webhook.team_ref.team, due.lease) > 0;
}

/// Leases a webhook with messages that are due; returns its identifier.
std::optional<std::string> lease(soci::session& session, Time now, Time until,
                                 const std::string& owner) {
  while (true) {
    auto id = select_one(
        session,
        "SELECT id FROM webhook WHERE due <> '' AND due <= :now AND lease < :same"
        " ORDER BY due LIMIT 1",
        [](Columns& row) { return row.text(); }, now, now);
    if (!id) return std::nullopt;
    if (execute(session,
                "UPDATE webhook SET lease = :until, owner = :owner WHERE id = :id"
                " AND lease < :now AND due <> '' AND due <= :same",
                until, owner, *id, now, now) > 0)
      return id;
  }
}

}  // namespace

std::optional<Webhook> SqlWebhookStore::webhook(const TeamRef& team_ref) {
  return database_.read([&](soci::session& session) { return find(session, team_ref); });
}

Webhook SqlWebhookStore::set_webhook(const TeamRef& team_ref, const VersionCondition& condition,
                                     const std::function<void(Webhook&)>& change,
                                     const AuditContext& audit) {
  return database_.write([&](soci::session& session) {
    require_team(session, team_ref);  // locks the team's row
    const bool known = find(session, team_ref).has_value();
    if (known)
      storage::begin_change(session, "webhook", team_ref.team, condition);
    else
      condition.check(0);
    Webhook webhook = known ? *find(session, team_ref)
                            : Webhook{.team_ref = team_ref,
                                      .url = {},
                                      .events = {},
                                      .created = audit.time,
                                      .changed = {}};
    change(webhook);
    webhook.changed = audit.time;
    if (known)
      update(session, webhook);
    else
      insert(session, webhook);
    record(session, audit,
           {.action = known ? "webhook.change" : "webhook.create",
            .subject = team_ref.team,
            .detail = std::string(label_of(webhook.format)),
            .organization = team_ref.organization});
    return webhook;
  });
}

bool SqlWebhookStore::remove_webhook(const TeamRef& team_ref, const AuditContext& audit) {
  return database_.write([&](soci::session& session) {
    if (execute(session, "DELETE FROM webhook WHERE id = :team AND organization = :organization",
                team_ref.team, team_ref.organization) == 0)
      return false;
    record(session, audit,
           {.action = "webhook.remove",
            .subject = team_ref.team,
            .organization = team_ref.organization});
    return true;
  });
}

std::vector<Delivery> SqlWebhookStore::deliveries(const TeamRef& team_ref, std::int64_t before,
                                                  int limit) {
  auto found = database_.read([&](soci::session& session) {
    return select(session,
                  std::string(kSelectDelivery) +
                      "WHERE webhook = :team AND id < :before ORDER BY id DESC LIMIT :limit",
                  read_delivery, team_ref.team, before, limit);
  });
  for (Delivery& delivery : found)
    delivery.team_ref = team_ref;
  return found;
}

bool SqlWebhookStore::add_delivery(const TeamRef& team_ref, WebhookEvent event,
                                   const Json& happened, Time now) {
  return database_.write([&](soci::session& session, Announcements& announcements) {
    return queue_any_message(session, announcements, team_ref, event, happened, now);
  });
}

bool SqlWebhookStore::send_again(const TeamRef& team_ref, std::int64_t id,
                                 const AuditContext& audit) {
  return database_.write([&](soci::session& session, Announcements& announcements) {
    if (execute(session,
                "UPDATE webhook_delivery SET state = 'pending', attempts = 0, due = :due"
                " WHERE id = :id AND webhook = :team AND state <> 'pending'",
                audit.time, id, team_ref.team) == 0)
      return false;
    wake_webhook(session, announcements, team_ref, audit.time);
    record(session, audit,
           {.action = "webhook.send-again",
            .subject = team_ref.team,
            .organization = team_ref.organization});
    return true;
  });
}

std::optional<DueDelivery> SqlWebhookStore::take_due(Time now, Time until) {
  return database_.write([&](soci::session& session) -> std::optional<DueDelivery> {
    DueDelivery due{.webhook = {}, .delivery = {}, .lease = new_message_id()};
    while (const auto id = lease(session, now, until, due.lease)) {
      const auto webhook =
          select_one(session, std::string(kSelectWebhook) + "WHERE id = :id", read_webhook, *id);
      const auto delivery =
          select_one(session,
                     std::string(kSelectDelivery) +
                         "WHERE webhook = :id AND state = 'pending' AND due <= :now"
                         " ORDER BY due, id LIMIT 1",
                     read_delivery, *id, now);
      due.webhook = webhook.value();
      if (delivery) {
        due.delivery = *delivery;
        due.delivery.team_ref = due.webhook.team_ref;
        ++due.delivery.attempts;
        execute(session,
                "UPDATE webhook_delivery SET attempts = attempts + 1, tried = :now WHERE id = :id",
                now, delivery->id);
        return due;
      }
      set_due(session, *id);
      release(session, due);
    }
    return std::nullopt;
  });
}

void SqlWebhookStore::finish(const DueDelivery& due, const Attempt& attempt, Time) {
  database_.write([&](soci::session& session) {
    if (!release(session, due)) return;
    execute(session,
            "UPDATE webhook_delivery SET state = :state, due = :due, status = :status,"
            " answer = :answer WHERE id = :id",
            name_of(attempt.state), attempt.due, attempt.status, attempt.answer, due.delivery.id);
    set_due(session, due.webhook.team_ref.team);
  });
}

void SqlWebhookStore::give_back(const DueDelivery& due) {
  database_.write([&](soci::session& session) {
    if (!release(session, due)) return;
    execute(session, "UPDATE webhook_delivery SET attempts = attempts - 1 WHERE id = :id",
            due.delivery.id);
  });
}

std::optional<Time> SqlWebhookStore::next_due() {
  return database_.read([&](soci::session& session) {
    const auto text = select_one(
        session,
        "SELECT MIN(CASE WHEN lease > due THEN lease ELSE due END) FROM webhook WHERE due <> ''",
        [](Columns& row) { return row.text(); });
    return time_from(text.value_or(""));
  });
}

}  // namespace chaos::hub::experiment

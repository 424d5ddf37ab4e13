#include "experiment/storage/webhook_queue.h"

#include "experiment/model/webhook_message.h"
#include "experiment/storage/rows.h"
#include "experiment/storage/topics.h"
#include "storage/statement.h"

namespace chaos::hub::experiment {

using storage::Columns;
using storage::execute;
using storage::select_one;

const std::string_view kWebhookTables = R"(
CREATE TABLE webhook (
  id TEXT PRIMARY KEY,
  organization TEXT NOT NULL,
  url TEXT NOT NULL,
  format TEXT NOT NULL,
  events TEXT NOT NULL,
  secret TEXT NOT NULL,
  hub_url TEXT NOT NULL,
  created TEXT NOT NULL,
  changed TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  version INTEGER NOT NULL,
  due TEXT NOT NULL,
  lease TEXT NOT NULL,
  owner TEXT NOT NULL
);
CREATE INDEX webhook_by_due ON webhook (due) WHERE due <> '';
CREATE TABLE webhook_delivery (
  id {serial},
  message TEXT NOT NULL,
  webhook TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
  event TEXT NOT NULL,
  payload TEXT NOT NULL,
  created TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  due TEXT NOT NULL,
  tried TEXT NOT NULL,
  status INTEGER NOT NULL,
  answer TEXT NOT NULL
);
CREATE INDEX delivery_of_webhook ON webhook_delivery (webhook, id);
CREATE INDEX delivery_by_due ON webhook_delivery (webhook, due) WHERE state = 'pending';
)";

namespace {

/// How many messages are kept for each webhook, besides those still to be sent.
constexpr int kKept = 200;

/// Nothing if the team has no webhook.
std::optional<std::set<WebhookEvent>> wanted_events(soci::session& session,
                                                    const TeamRef& team_ref) {
  return select_one(
      session, "SELECT events FROM webhook WHERE id = :team AND organization = :organization",
      [](Columns& row) { return events_from(row.text()); }, team_ref.team, team_ref.organization);
}

void add(soci::session& session, storage::Announcements& announcements, const TeamRef& team_ref,
         WebhookEvent event, const Json& happened, Time now) {
  execute(
      session,
      "INSERT INTO webhook_delivery (message, webhook, event, payload, created, state, attempts,"
      " due, tried, status, answer) VALUES (:message, :webhook, :event, :payload, :created,"
      " 'pending', 0, :due, '', 0, '')",
      new_message_id(), team_ref.team, name_of(event),
      happened.dump(-1, ' ', false, Json::error_handler_t::replace), now, now);
  wake_webhook(session, announcements, team_ref, now);
  execute(session,
          "DELETE FROM webhook_delivery WHERE webhook = :webhook AND state <> 'pending' AND id <="
          " (SELECT id FROM webhook_delivery WHERE webhook = :same ORDER BY id DESC LIMIT 1"
          " OFFSET :kept)",
          team_ref.team, team_ref.team, kKept);
}

}  // namespace

void queue_message(soci::session& session, storage::Announcements& announcements,
                   const TeamRef& team_ref, WebhookEvent event, const Json& happened, Time now) {
  const auto wanted = wanted_events(session, team_ref);
  if (wanted && wanted->contains(event))
    add(session, announcements, team_ref, event, happened, now);
}

bool queue_any_message(soci::session& session, storage::Announcements& announcements,
                       const TeamRef& team_ref, WebhookEvent event, const Json& happened,
                       Time now) {
  if (!wanted_events(session, team_ref)) return false;
  add(session, announcements, team_ref, event, happened, now);
  return true;
}

void tell_of_start(soci::session& session, storage::Announcements& announcements,
                   const Execution& execution, Time now) {
  queue_message(session, announcements, execution.team_ref, WebhookEvent::kStarted,
                started_message(execution), now);
}

void tell_of_end(soci::session& session, storage::Announcements& announcements,
                 const Execution& execution, Time now) {
  queue_message(session, announcements, execution.team_ref, WebhookEvent::kEnded,
                ended_message(execution), now);
}

void request_approval(soci::session& session, storage::Announcements& announcements,
                      const Experiment& experiment, const std::string& author, Time now) {
  const auto wanting = select_one(
      session,
      "SELECT id FROM safeguard WHERE team = :team AND organization = :organization"
      " AND kind = 'approval' AND enabled = 1 AND (experiment = '' OR experiment = :id) LIMIT 1",
      [](Columns& row) { return row.text(); }, experiment.team_ref.team,
      experiment.team_ref.organization, experiment.id);
  if (wanting)
    queue_message(session, announcements, experiment.team_ref, WebhookEvent::kApprovalRequested,
                  approval_message(experiment, author), now);
}

/// Updating the webhook's row also locks it, so that adding a message and finishing one cannot
/// overlap: whoever looks for the next message afterwards sees this one.
void wake_webhook(soci::session& session, storage::Announcements& announcements,
                  const TeamRef& team_ref, Time due) {
  execute(session, "UPDATE webhook SET due = :due WHERE id = :id AND (due = '' OR due > :later)",
          due, team_ref.team, due);
  announcements.add(announcement_of(kMessageQueued, team_ref));
}

std::string events_to_text(const std::set<WebhookEvent>& events) {
  std::string text;
  for (const WebhookEvent event : events)
    text += (text.empty() ? "" : " ") + std::string(name_of(event));
  return text;
}

std::set<WebhookEvent> events_from(const std::string& text) {
  std::set<WebhookEvent> events;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find(' ', begin), text.size());
    if (const auto event = webhook_event_named(text.substr(begin, end - begin)))
      events.insert(*event);
    begin = end + 1;
  }
  return events;
}

}  // namespace chaos::hub::experiment

#pragma once

#include <soci/soci.h>

#include "experiment/model/execution.h"
#include "experiment/model/webhook.h"
#include "storage/outbox.h"

namespace chaos::hub::experiment {

/// Creates the tables of webhooks and their messages.
extern const std::string_view kWebhookTables;

/// Queues a message for the team's webhook if there is one and it has chosen the event. Called in
/// the transaction of the change that the message reports, so that both are stored or neither is.
/// Deletes old messages.
void queue_message(soci::session& session, storage::Announcements& announcements,
                   const TeamRef& team_ref, WebhookEvent event, const Json& happened, Time now);

/// The same, whichever events the webhook has chosen. False if the team has no webhook.
bool queue_any_message(soci::session& session, storage::Announcements& announcements,
                       const TeamRef& team_ref, WebhookEvent event, const Json& happened, Time now);

/// Queue a message about an execution that has started or ended.
void tell_of_start(soci::session& session, storage::Announcements& announcements,
                   const Execution& execution, Time now);
void tell_of_end(soci::session& session, storage::Announcements& announcements,
                 const Execution& execution, Time now);
/// Queues a message about a new version of an experiment if a safeguard requires its approval.
/// `author`: the name of the person who published it.
void request_approval(soci::session& session, storage::Announcements& announcements,
                      const Experiment& experiment, const std::string& author, Time now);

/// Makes the sender check the webhook at that time at the latest.
void wake_webhook(soci::session& session, storage::Announcements& announcements,
                  const TeamRef& team_ref, Time due);

/// The stored form of the events, and back.
std::string events_to_text(const std::set<WebhookEvent>& events);
std::set<WebhookEvent> events_from(const std::string& text);

}  // namespace chaos::hub::experiment

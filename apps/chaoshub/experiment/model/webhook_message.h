#pragma once

#include <string>

#include "experiment/model/execution.h"
#include "experiment/model/safeguard/safeguard.h"
#include "experiment/model/webhook.h"

namespace chaos::hub::experiment {

// The stored form of messages, as JSON; "path" is that of the page about the subject.

Json started_message(const Execution& execution);
Json ended_message(const Execution& execution);
Json halted_message(const Safeguard& halt);
/// `author`: the name of whoever published the version.
Json approval_message(const Experiment& experiment, const std::string& author);
Json test_message(const TeamRef& team_ref, const std::string& by);

/// What is sent to a receiver.
struct WebhookBody {
  std::string type;  ///< "application/json"
  std::string text;
};

/// The message in the format of the webhook. `happened`: from one of the functions above.
WebhookBody body_for(const Webhook& webhook, WebhookEvent event, const Json& happened, Time time);

}  // namespace chaos::hub::experiment

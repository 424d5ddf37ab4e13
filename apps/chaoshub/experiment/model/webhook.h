#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "experiment/model/experiment.h"

namespace chaos::hub::experiment {

/// What a webhook can report.
enum class WebhookEvent {
  kStarted,            ///< an execution has started
  kEnded,              ///< an execution has ended, with its outcome
  kHalted,             ///< all executions of the team were halted
  kApprovalRequested,  ///< a version of an experiment needs approval
  kTest,               ///< someone is testing the webhook
};

/// The events that people choose from.
inline constexpr std::array kWebhookEvents = {WebhookEvent::kStarted, WebhookEvent::kEnded,
                                              WebhookEvent::kHalted,
                                              WebhookEvent::kApprovalRequested};

/// For programs: "execution.ended".
std::string_view name_of(WebhookEvent event);
/// For people: "Execution ended".
std::string_view label_of(WebhookEvent event);
std::optional<WebhookEvent> webhook_event_named(std::string_view text);

/// The format of messages.
enum class WebhookFormat {
  kJson,   ///< all details, for programs
  kSlack,  ///< for Slack's incoming webhooks and compatible services
  kText,   ///< a sentence
};

inline constexpr std::array kWebhookFormats = {WebhookFormat::kSlack, WebhookFormat::kText,
                                               WebhookFormat::kJson};

std::string_view name_of(WebhookFormat format);
std::string_view label_of(WebhookFormat format);
std::optional<WebhookFormat> webhook_format_named(std::string_view text);

/// Where a team's messages are sent.
struct Webhook {
  TeamRef team_ref;
  std::string url;
  WebhookFormat format = WebhookFormat::kSlack;
  std::set<WebhookEvent> events;
  std::string sealed_secret;  ///< the encrypted secret that signs messages
  std::string hub_url;        ///< the hub's public URL, for links, without a trailing slash
  Time created;
  Time changed;
  std::string changed_by;  ///< the name of whoever changed it last
  int version = 1;         ///< incremented with each change
};

/// A message and the state of its delivery.
struct Delivery {
  enum class State { kPending, kDelivered, kFailed };

  std::int64_t id = 0;
  std::string message;  ///< the identifier that the receiver sees, the same for every attempt
  TeamRef team_ref;
  WebhookEvent event = WebhookEvent::kTest;
  std::string payload;  ///< what happened, as JSON: see webhook_message.h
  Time created;
  State state = State::kPending;
  int attempts = 0;
  std::optional<Time> due = {};    ///< of the next attempt, while it is pending
  std::optional<Time> tried = {};  ///< the last attempt
  int status = 0;                  ///< of the last response; 0 if there was none
  std::string answer = {};         ///< the start of the response, or what went wrong
};

std::string_view name_of(Delivery::State state);
std::optional<Delivery::State> delivery_state_named(std::string_view text);

/// A new unique identifier for a message or a lease.
std::string new_message_id();

/// The cursor of a message in a list.
inline std::string cursor_of(const Delivery& delivery) {
  return std::to_string(delivery.id);
}

}  // namespace chaos::hub::experiment

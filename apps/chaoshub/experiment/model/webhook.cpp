#include "experiment/model/webhook.h"

#include "security/secret.h"

namespace chaos::hub::experiment {
namespace {

struct EventWords {
  WebhookEvent event;
  std::string_view name;
  std::string_view label;
};

constexpr std::array<EventWords, 5> kEvents = {
    {{WebhookEvent::kStarted, "execution.started", "Execution started"},
     {WebhookEvent::kEnded, "execution.ended", "Execution ended"},
     {WebhookEvent::kHalted, "executions.halted", "Executions halted"},
     {WebhookEvent::kApprovalRequested, "approval.requested", "Approval requested"},
     {WebhookEvent::kTest, "test", "Test"}}};

struct FormatWords {
  WebhookFormat format;
  std::string_view name;
  std::string_view label;
};

constexpr std::array<FormatWords, 3> kFormats = {{{WebhookFormat::kJson, "json", "JSON"},
                                                  {WebhookFormat::kSlack, "slack", "Slack"},
                                                  {WebhookFormat::kText, "text", "Plain text"}}};

constexpr std::array<std::string_view, 3> kStates = {"pending", "delivered", "failed"};

template <typename Words, typename Value, typename Member>
const auto& words_of(const Words& all, Value value, Member member) {
  for (const auto& words : all)
    if (words.*member == value) return words;
  return all.front();
}

template <typename Value, typename Words, typename Member>
std::optional<Value> named(const Words& all, std::string_view text, Member member) {
  for (const auto& words : all)
    if (words.name == text) return words.*member;
  return std::nullopt;
}

}  // namespace

std::string_view name_of(WebhookEvent event) {
  return words_of(kEvents, event, &EventWords::event).name;
}

std::string_view label_of(WebhookEvent event) {
  return words_of(kEvents, event, &EventWords::event).label;
}

std::optional<WebhookEvent> webhook_event_named(std::string_view text) {
  return named<WebhookEvent>(kEvents, text, &EventWords::event);
}

std::string_view name_of(WebhookFormat format) {
  return words_of(kFormats, format, &FormatWords::format).name;
}

std::string_view label_of(WebhookFormat format) {
  return words_of(kFormats, format, &FormatWords::format).label;
}

std::optional<WebhookFormat> webhook_format_named(std::string_view text) {
  return named<WebhookFormat>(kFormats, text, &FormatWords::format);
}

std::string_view name_of(Delivery::State state) {
  return kStates.at(static_cast<std::size_t>(state));
}

std::optional<Delivery::State> delivery_state_named(std::string_view text) {
  for (std::size_t i = 0; i < kStates.size(); ++i)
    if (kStates.at(i) == text) return static_cast<Delivery::State>(i);
  return std::nullopt;
}

std::string new_message_id() {
  return "msg_" + new_id();
}

}  // namespace chaos::hub::experiment

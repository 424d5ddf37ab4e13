#include "experiment/webhook_delivery.h"

#include <fmt/format.h>

#include <array>

#include "chaos/error.h"
#include "experiment/model/webhook_message.h"
#include "json/utf8.h"
#include "security/webhook_signature.h"
#include "service/characters.h"

namespace chaos::hub::experiment {
namespace {

using std::chrono::seconds;

/// Longer than an attempt can take.
constexpr seconds kLease{30};
constexpr std::size_t kAnswerLimit = 2000;  // bytes
constexpr std::size_t kShownAnswer = 200;   // characters

constexpr std::array kPauses = {seconds(2),       seconds(10),      seconds(60),
                                seconds(5 * 60),  seconds(30 * 60), seconds(2 * 3600),
                                seconds(6 * 3600)};
static_assert(kPauses.size() + 1 == WebhookDelivery::kMostAttempts);

bool is_delivered(int status) {
  return status >= 200 && status < 300;
}

/// The response as a single line of valid text.
std::string shown(std::string text) {
  std::string line;
  for (const char c : text)
    line += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  if (find_invalid_utf8(line) != std::string_view::npos) return "(not text)";
  return std::string(first_characters(line, kShownAnswer));
}

}  // namespace

std::optional<seconds> pause_after(int attempts) {
  const auto at = static_cast<std::size_t>(attempts) - 1;
  return at < kPauses.size() ? std::optional(kPauses.at(at)) : std::nullopt;
}

WebhookDelivery::WebhookDelivery(WebhookStore& store, const Webhooks& webhooks,
                                 net::HttpClient& client, Clock clock, Options options)
    : store_(store),
      webhooks_(webhooks),
      client_(client),
      clock_(std::move(clock)),
      options_(options) {}

bool WebhookDelivery::send_next(const std::stop_token& stop) {
  const Time now = clock_();
  const auto due = store_.take_due(now, now + kLease);
  if (!due) return false;
  try {
    store_.finish(*due, attempt(*due, stop), clock_());
  } catch (const Stopped&) {
    store_.give_back(*due);
    throw;
  }
  return true;
}

net::HttpRequest WebhookDelivery::request_for(const DueDelivery& due,
                                              const std::string& secret) const {
  const Delivery& delivery = due.delivery;
  const WebhookBody body =
      body_for(due.webhook, delivery.event, Json::parse(delivery.payload), delivery.created);
  const std::string timestamp =
      std::to_string(std::chrono::duration_cast<seconds>(clock_().time_since_epoch()).count());
  net::HttpRequest request;
  request.method = "POST";
  request.url = due.webhook.url;
  request.headers = {
      {"User-Agent", "chaoshub"},
      {"Content-Type", body.type},
      {"webhook-id", delivery.message},
      {"webhook-timestamp", timestamp},
      {"webhook-signature", webhook_signature(secret, delivery.message, timestamp, body.text)}};
  request.body = body.text;
  request.connect_timeout = double(kPatience.count());
  request.read_timeout = double(kPatience.count());
  request.follow_redirects = false;
  request.use_netrc = false;
  request.fresh_connection = true;  // so that the address is checked again
  request.public_addresses_only = !options_.private_networks;
  request.body_limit = kAnswerLimit;
  return request;
}

Attempt WebhookDelivery::attempt(const DueDelivery& due, const std::stop_token& stop) {
  Attempt attempt;
  bool is_over = false;  // no more attempts
  if (const auto secret = webhooks_.secret_of(due.webhook)) {
    try {
      const net::HttpResponse response =
          client_.send(request_for(due, *secret), Deadline::after(kPatience), stop);
      attempt.status = response.status;
      attempt.answer = shown(response.body);
      is_over = response.status == 410;  // "Gone"
    } catch (const net::HttpError& error) {
      attempt.answer = shown(error.what());
    }
  } else {
    attempt.answer = "The secret was encrypted with another key of the hub: create a new one.";
    is_over = true;
  }
  if (is_delivered(attempt.status)) {
    attempt.state = Delivery::State::kDelivered;
    return attempt;
  }
  const auto pause = is_over ? std::nullopt : pause_after(due.delivery.attempts);
  if (pause)
    attempt.due = clock_() + *pause;
  else
    attempt.state = Delivery::State::kFailed;
  return attempt;
}

}  // namespace chaos::hub::experiment

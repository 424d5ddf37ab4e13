#pragma once

#include <stop_token>

#include "experiment/model/webhooks.h"
#include "net/http_client.h"

namespace chaos::hub::experiment {

/// Sends the messages of webhooks, one at a time. An undelivered message is sent again, with
/// growing pauses, up to kMostAttempts times. Safe to use from any thread.
class WebhookDelivery {
 public:
  static constexpr int kMostAttempts = 8;
  /// The time limit of an attempt.
  static constexpr std::chrono::seconds kPatience{10};

  struct Options {
    bool private_networks = false;  ///< whether messages may go to private addresses
  };

  WebhookDelivery(WebhookStore& store, const Webhooks& webhooks, net::HttpClient& client,
                  Clock clock, Options options);

  /// Sends the message that has been due the longest. False if none is due. Throws what the store
  /// throws, and Stopped; the message is then sent by the next caller.
  bool send_next(const std::stop_token& stop);

 private:
  Attempt attempt(const DueDelivery& due, const std::stop_token& stop);
  net::HttpRequest request_for(const DueDelivery& due, const std::string& secret) const;

  WebhookStore& store_;
  const Webhooks& webhooks_;
  net::HttpClient& client_;
  const Clock clock_;
  const Options options_;
};

/// How long to wait after that many attempts; nothing after the last one.
std::optional<std::chrono::seconds> pause_after(int attempts);

}  // namespace chaos::hub::experiment

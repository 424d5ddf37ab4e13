#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <thread>

#include "experiment/webhook_delivery.h"
#include "storage/database.h"

namespace chaos::hub::experiment {

/// Sends the messages of webhooks in its own threads, each as soon as it is due, whichever process
/// of the hub has added it. Destroying it interrupts attempts in progress.
class WebhookSender {
 public:
  /// `database`: the store's. Call this before several threads use the database.
  WebhookSender(storage::Database& database, WebhookStore& store, WebhookDelivery delivery,
                Clock clock);
  WebhookSender(const WebhookSender&) = delete;
  WebhookSender& operator=(const WebhookSender&) = delete;

  /// Call this once.
  void start();

  /// Wakes the threads if another process has announced new messages. Quick; does not throw.
  void take(std::span<const storage::Announcement> announcements);
  /// Wakes the threads.
  void wake();

 private:
  void run(const std::stop_token& stop);
  /// Sends everything that is due; returns when the next message is due, or nothing if none is
  /// waiting.
  std::optional<Time> send_due(const std::stop_token& stop);
  /// Returns at `until`, or once wake() has been called more than `seen` times.
  void wait(std::uint64_t seen, const std::optional<Time>& until, const std::stop_token& stop);
  std::uint64_t wakes();

  WebhookStore& store_;
  WebhookDelivery delivery_;
  const Clock clock_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::uint64_t wakes_ = 0;  // guarded by mutex_
  // Last: they use the other members. Two, so that one slow receiver does not hold up the others.
  std::array<std::jthread, 2> threads_;
};

}  // namespace chaos::hub::experiment

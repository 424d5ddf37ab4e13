#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "chaosiq/hub_client.h"
#include "chaosiq/message.h"

namespace chaos::chaosiq {

/// The connection to the server during a run: a thread that sends messages and questions in the
/// order in which they were posted, so that the run itself never waits for a connection.
/// Undelivered messages are retried from time to time, in order, after new ones. Safe to use from
/// several threads.
class DeliveryQueue {
 public:
  /// A posted message or question: its status or verdict, once known.
  struct Item;
  using Ticket = std::shared_ptr<Item>;

  /// Called on the queue's thread with a refusal that no step is waiting for.
  using OnLateRefusal = std::function<void(const SafeguardVerdict&)>;

  /// `client` must outlive this; nobody else may use it for deliveries.
  explicit DeliveryQueue(HubClient& client, OnLateRefusal on_late_refusal);
  ~DeliveryQueue();

  /// `after`: only tried if that message did not fail without a response.
  Ticket post(Message message, Ticket after = nullptr);
  /// Asks the safeguards, unless `after` could not be delivered.
  Ticket ask(Ticket after);

  /// Waits until the message's status is known, but not longer than the account allows. Once
  /// something has taken longer than that, this no longer waits until the queue has caught up.
  /// Nothing if the status is not known by then, or `stop` was requested.
  std::optional<DeliveryStatus> wait(const Ticket& ticket, const std::stop_token& stop);
  /// The same for a question. A refusal that arrives after the wait is a late one.
  std::optional<SafeguardVerdict> wait_for_verdict(const Ticket& ticket,
                                                   const std::stop_token& stop);
  /// Does not wait: a refusal that arrives afterwards is a late one. Returns a refusal that has
  /// already arrived.
  std::optional<SafeguardVerdict> leave(const Ticket& ticket);

  /// Delivers the remaining messages as long as deliveries succeed, and ends the thread. Returns
  /// the undelivered messages, in order.
  std::vector<Message> close(const std::stop_token& stop);

 private:
  void run(const std::stop_token& stop);
  DeliveryStatus deliver(const Message& message, const std::stop_token& stop);
  SafeguardVerdict ask_hub(const std::stop_token& stop);
  void attempt(const Ticket& item, const std::stop_token& stop);
  void answer(const Ticket& question, SafeguardVerdict verdict);
  void retry(const std::stop_token& stop);
  template <class Known>
  bool wait_until_known(const Known& known, const std::stop_token& stop);

  HubClient& client_;
  const OnLateRefusal on_late_refusal_;
  const std::chrono::duration<double> patience_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Ticket> queue_;               // guarded by mutex_
  std::deque<Ticket> undelivered_;         // guarded by mutex_
  bool busy_ = false;                      // guarded by mutex_
  bool patient_ = true;                    // guarded by mutex_
  std::size_t done_ = 0;                   // guarded by mutex_
  Deadline next_try_ = Deadline::never();  // only used by the thread
  std::chrono::duration<double> pause_;    // only used by the thread
  std::jthread thread_;  // last: ends before the members that it uses are destroyed
};

}  // namespace chaos::chaosiq

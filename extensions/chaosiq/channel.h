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

#include "chaosiq/courier.h"
#include "chaosiq/message.h"

namespace chaos::chaosiq {

/// The one way to the server while a run goes on: a thread that brings messages and questions there
/// in the order in which they were posted, so that the run itself never waits for a connection.
/// What cannot be delivered is tried again from time to time, in its order, behind what is new.
/// Safe to use from several threads.
class Channel {
 public:
  /// What was posted: its fate or verdict once that is known.
  struct Item;
  using Ticket = std::shared_ptr<Item>;

  /// Called with a refusal that no step waits for any longer, on the channel's thread.
  using OnLateRefusal = std::function<void(const Verdict&)>;

  /// `courier` must outlive this; nobody else may use it to deliver meanwhile.
  explicit Channel(Courier& courier, OnLateRefusal on_late_refusal);
  ~Channel();

  /// `after`: tried only when that one did not fail for want of an answer.
  Ticket post(Message message, Ticket after = nullptr);
  /// Asks the safeguards, unless `after` could not be brought to the server.
  Ticket ask(Ticket after);

  /// Waits until the message's fate is known, but not longer than the account's patience. Once
  /// something took longer than that, nothing is waited for until the channel has caught up.
  /// Nothing when the fate is not known by then, or `stop` was requested.
  std::optional<Fate> wait(const Ticket& ticket, const std::stop_token& stop);
  /// The same for a question. A refusal that arrives after its waiter has gone is a late one.
  std::optional<Verdict> wait_for_verdict(const Ticket& ticket, const std::stop_token& stop);
  /// Does not wait: a refusal that arrives afterwards is a late one. Returns a refusal that has
  /// already arrived.
  std::optional<Verdict> leave(const Ticket& ticket);

  /// Lets what is on its way arrive as long as something arrives, and ends the thread. Returns the
  /// messages that could not be delivered, in their order.
  std::vector<Message> close(const std::stop_token& stop);

 private:
  void run(const std::stop_token& stop);
  Fate deliver(const Message& message, const std::stop_token& stop);
  Verdict ask_courier(const std::stop_token& stop);
  void attempt(const Ticket& item, const std::stop_token& stop);
  void answer(const Ticket& question, Verdict verdict);
  void retry(const std::stop_token& stop);
  template <class Known>
  bool wait_until_known(const Known& known, const std::stop_token& stop);

  Courier& courier_;
  const OnLateRefusal on_late_refusal_;
  const std::chrono::duration<double> patience_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Ticket> queue_;               // guarded by mutex_
  std::deque<Ticket> undelivered_;         // guarded by mutex_
  bool busy_ = false;                      // guarded by mutex_
  bool patient_ = true;                    // guarded by mutex_
  std::size_t done_ = 0;                   // guarded by mutex_
  Deadline next_try_ = Deadline::never();  // only touched by the thread
  std::chrono::duration<double> pause_;    // only touched by the thread
  std::jthread thread_;                    // last: ended before what it uses is destroyed
};

}  // namespace chaos::chaosiq

#include "chaosiq/delivery_queue.h"

#include <fmt/format.h>

#include <algorithm>

#include "chaos/error.h"
#include "log/log.h"

namespace chaos::chaosiq {
namespace {

/// The time limit of one call. The run does not wait for it.
constexpr std::chrono::duration<double> kCallTime(30);
/// The first and the longest pause between two attempts.
constexpr std::chrono::duration<double> kFirstPause(5);
constexpr std::chrono::duration<double> kLongestPause(60);

}  // namespace

struct DeliveryQueue::Item {
  std::optional<Message> message;  // nothing for a question
  Ticket after;
  // Guarded by the channel's mutex:
  std::optional<DeliveryStatus> status;
  std::optional<SafeguardVerdict> verdict;
  bool abandoned = false;  // nobody waits for the verdict any more
};

DeliveryQueue::DeliveryQueue(HubClient& client, OnLateRefusal on_late_refusal)
    : client_(client),
      on_late_refusal_(std::move(on_late_refusal)),
      patience_(client.account().patience_seconds),
      pause_(kFirstPause),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

DeliveryQueue::~DeliveryQueue() = default;

DeliveryQueue::Ticket DeliveryQueue::post(Message message, Ticket after) {
  const auto item = std::make_shared<Item>();
  item->message = std::move(message);
  item->after = std::move(after);
  const std::lock_guard lock(mutex_);
  queue_.push_back(item);
  changed_.notify_all();
  return item;
}

DeliveryQueue::Ticket DeliveryQueue::ask(Ticket after) {
  const auto item = std::make_shared<Item>();
  item->after = std::move(after);
  const std::lock_guard lock(mutex_);
  queue_.push_back(item);
  changed_.notify_all();
  return item;
}

template <class Known>
bool DeliveryQueue::wait_until_known(const Known& known, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (known()) return true;
  if (!patient_) return false;
  const bool in_time = changed_.wait_for(lock, stop, patience_, known);
  if (!in_time && !stop.stop_requested()) patient_ = false;
  return in_time;
}

std::optional<DeliveryStatus> DeliveryQueue::wait(const Ticket& ticket,
                                                  const std::stop_token& stop) {
  wait_until_known([&] { return ticket->status.has_value(); }, stop);
  const std::lock_guard lock(mutex_);
  return ticket->status;
}

std::optional<SafeguardVerdict> DeliveryQueue::wait_for_verdict(const Ticket& ticket,
                                                                const std::stop_token& stop) {
  wait_until_known([&] { return ticket->verdict.has_value(); }, stop);
  const std::lock_guard lock(mutex_);
  ticket->abandoned = !ticket->verdict;
  return ticket->verdict;
}

std::optional<SafeguardVerdict> DeliveryQueue::leave(const Ticket& ticket) {
  const std::lock_guard lock(mutex_);
  ticket->abandoned = true;
  const bool refused = ticket->verdict && ticket->verdict->is_refusal();
  return refused ? ticket->verdict : std::nullopt;
}

std::vector<Message> DeliveryQueue::close(const std::stop_token& stop) {
  {
    std::unique_lock lock(mutex_);
    const auto idle = [this] { return queue_.empty() && !busy_; };
    while (!idle()) {
      const std::size_t before = done_;
      const auto moved = [&] { return idle() || done_ != before; };
      if (!changed_.wait_for(lock, stop, patience_, moved)) break;
    }
  }
  thread_.request_stop();
  thread_.join();
  std::vector<Message> left;
  for (const auto* items : {&undelivered_, &queue_}) {
    for (const auto& item : *items) {
      if (item->message && item->message->lasting) left.push_back(*item->message);
    }
  }
  return left;
}

void DeliveryQueue::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const auto has_work = [this] { return !queue_.empty(); };
  while (!stop.stop_requested()) {
    if (!has_work()) {
      if (next_try_.is_never()) {
        changed_.wait(lock, stop, has_work);
      } else {
        changed_.wait_until(lock, stop, *next_try_.at(), has_work);
      }
      if (stop.stop_requested()) return;
    }
    const Ticket item = has_work() ? queue_.front() : nullptr;
    if (item != nullptr) queue_.pop_front();
    busy_ = true;
    lock.unlock();
    item != nullptr ? attempt(item, stop) : retry(stop);
    lock.lock();
    busy_ = false;
    ++done_;
    if (queue_.empty()) patient_ = true;
    changed_.notify_all();
  }
}

/// The run continues even if the message cannot be delivered.
DeliveryStatus DeliveryQueue::deliver(const Message& message, const std::stop_token& stop) {
  try {
    return client_.deliver(message, {.deadline = Deadline::after(kCallTime), .stop = stop});
  } catch (const Stopped&) {
  } catch (const std::exception& error) {
    log::error(fmt::format("This execution cannot be reported to ChaosIQ: {}", error.what()));
  }
  return DeliveryStatus::kUnreachable;
}

SafeguardVerdict DeliveryQueue::ask_hub(const std::stop_token& stop) {
  try {
    return client_.ask({.deadline = Deadline::after(kCallTime), .stop = stop});
  } catch (const Stopped&) {
  } catch (const std::exception& error) {
    log::error(fmt::format("The safeguards cannot be queried: {}", error.what()));
  }
  return {};
}

/// A waiting step gets the verdict; a refusal that no step waits for is reported at once.
void DeliveryQueue::answer(const Ticket& question, SafeguardVerdict verdict) {
  const bool refused = verdict.is_refusal();
  bool is_late = false;
  {
    const std::lock_guard lock(mutex_);
    question->after.reset();
    question->verdict = verdict;
    is_late = question->abandoned && refused;
  }
  if (is_late) on_late_refusal_(verdict);
}

/// Tries to deliver one message or question for the first time.
void DeliveryQueue::attempt(const Ticket& item, const std::stop_token& stop) {
  std::optional<DeliveryStatus> before;
  if (item->after != nullptr) {
    const std::lock_guard lock(mutex_);
    before = item->after->status;
  }
  DeliveryStatus status = DeliveryStatus::kUnreachable;
  SafeguardVerdict verdict;
  if (item->message) {
    if (before != DeliveryStatus::kUnreachable) status = deliver(*item->message, stop);
  } else if (before != DeliveryStatus::kUnreachable) {
    verdict = ask_hub(stop);
  }
  if (!item->message) return answer(item, std::move(verdict));
  const std::lock_guard lock(mutex_);
  item->after.reset();
  item->status = status;
  if (status == DeliveryStatus::kDelivered) return;
  undelivered_.push_back(item);
  if (next_try_.is_never()) next_try_ = Deadline::after(pause_);
}

/// Retries all undelivered messages in order, until the server does not answer.
void DeliveryQueue::retry(const std::stop_token& stop) {
  std::deque<Ticket> items;
  {
    const std::lock_guard lock(mutex_);
    items.swap(undelivered_);
  }
  client_.be_silent(true);
  std::deque<Ticket> left;
  bool reachable = true;
  for (const auto& item : items) {
    if (!item->message->lasting) continue;
    const DeliveryStatus status =
        reachable ? deliver(*item->message, stop) : DeliveryStatus::kUnreachable;
    reachable = reachable && status != DeliveryStatus::kUnreachable;
    if (status != DeliveryStatus::kDelivered) left.push_back(item);
  }
  client_.be_silent(false);
  pause_ = left.size() < items.size() ? kFirstPause : std::min(pause_ * 2, kLongestPause);
  next_try_ = left.empty() ? Deadline::never() : Deadline::after(pause_);
  const std::lock_guard lock(mutex_);
  undelivered_.insert(undelivered_.begin(), left.begin(), left.end());
}

}  // namespace chaos::chaosiq

#include "experiment/webhook_sender.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "chaos/error.h"
#include "experiment/storage/topics.h"
#include "log/log.h"

namespace chaos::hub::experiment {
namespace {

/// How long to wait after a database error.
constexpr std::chrono::seconds kPause{5};

}  // namespace

WebhookSender::WebhookSender(storage::Database& database, WebhookStore& store,
                             WebhookDelivery delivery, Clock clock)
    : store_(store), delivery_(std::move(delivery)), clock_(std::move(clock)) {
  database.subscribe([this](auto announcements) { take(announcements); });
}

void WebhookSender::take(std::span<const storage::Announcement> announcements) {
  if (std::ranges::find(announcements, kMessageQueued, &storage::Announcement::topic) !=
      announcements.end())
    wake();
}

void WebhookSender::start() {
  for (std::jthread& thread : threads_)
    thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void WebhookSender::wake() {
  {
    const std::lock_guard lock(mutex_);
    ++wakes_;
  }
  changed_.notify_all();
}

std::uint64_t WebhookSender::wakes() {
  const std::lock_guard lock(mutex_);
  return wakes_;
}

void WebhookSender::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const std::uint64_t seen = wakes();
    std::optional<Time> until;
    try {
      until = send_due(stop);
    } catch (const Stopped&) {
      return;
    } catch (const std::exception& error) {
      log::warning(fmt::format("Cannot send webhooks; trying again in {} seconds: {}",
                               kPause.count(), error.what()));
      until = clock_() + kPause;
    }
    wait(seen, until, stop);
  }
}

std::optional<Time> WebhookSender::send_due(const std::stop_token& stop) {
  while (delivery_.send_next(stop)) {
  }
  return store_.next_due();
}

void WebhookSender::wait(std::uint64_t seen, const std::optional<Time>& until,
                         const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const auto is_woken = [&] { return wakes_ != seen; };
  if (until)
    changed_.wait_for(lock, stop, std::max(*until - clock_(), Time::duration::zero()), is_woken);
  else
    changed_.wait(lock, stop, is_woken);
}

}  // namespace chaos::hub::experiment

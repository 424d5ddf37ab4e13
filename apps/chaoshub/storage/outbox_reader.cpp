#include "storage/outbox_reader.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "log/log.h"
#include "os/stop_event.h"

namespace chaos::hub::storage {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kBatch = 500;

}  // namespace

OutboxReader::OutboxReader(Database& database, Listener listener)
    : OutboxReader(database, std::move(listener), Retention()) {}

OutboxReader::OutboxReader(Database& database, Listener listener, Retention retention)
    : database_(database), listener_(std::move(listener)), retention_(retention) {
  if (!database.is_sqlite())
    notifications_.emplace(database.location().url,
                           notification_channel(database.location().schema));
  last_ = database.read(last_announcement);
  last_change_ = last_;
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

/// Listens before reading, so that no announcement is missed in between.
void OutboxReader::run(const std::stop_token& stop) {
  const os::StopEvent stopped(stop);
  bool was_woken = true;
  while (!stop.stop_requested()) {
    if (notifications_) listen(stopped.fd());
    const bool found = read();
    // The notification is missing, so the connection may be dead.
    if (found && !was_woken && notifications_) notifications_->close();
    prune();
    was_woken = wait(stopped.fd());
  }
}

void OutboxReader::listen(int stop) try {
  notifications_->listen(stop);
} catch (const std::exception& error) {
  pollfd stopped{stop, POLLIN, 0};
  if (::poll(&stopped, 1, 0) <= 0) lose("Lost the database's notifications", error);
}

bool OutboxReader::read() try {
  const std::int64_t read_from = last_;
  std::size_t count = kBatch;
  while (count == kBatch) {
    const auto batch = database_.read(
        [&](soci::session& session) { return announcements_after(session, last_, kBatch); });
    count = batch.size();
    if (batch.empty()) break;
    for (const Announcement& announcement : batch)
      if (announcement.topic == kPruned)
        note_pruned(announcement, read_from);
      else
        last_change_ = announcement.id;
    last_ = batch.back().id;
    if (listener_.take) listener_.take(batch);
  }
  if (!notifications_ || notifications_->is_listening()) is_lost_ = false;
  return last_ != read_from;
} catch (const std::exception& error) {
  lose("Cannot read other processes' changes", error);
  return false;
}

void OutboxReader::note_pruned(const Announcement& announcement, std::int64_t read_from) {
  const std::int64_t last = pruned_by(announcement);
  pruned_ = std::max(pruned_, last);
  if (last <= read_from) return;
  log::warning("Missed other processes' changes: clearing caches and disconnecting followers");
  if (listener_.missed) listener_.missed();
}

/// It is enough if one of the processes does this.
void OutboxReader::prune() try {
  const auto now = SteadyClock::now();
  if (checkpoints_.empty() || (now - checkpoints_.back().time >= retention_.step &&
                               last_change_ > checkpoints_.back().last))
    checkpoints_.push_back({.time = now, .last = last_change_});
  std::int64_t last = pruned_;
  while (checkpoints_.size() > 1 && now - checkpoints_.front().time >= retention_.kept) {
    last = std::max(last, checkpoints_.front().last);
    checkpoints_.pop_front();
  }
  if (last == pruned_) return;
  pruned_ = last;
  database_.write([last](soci::session& session, Announcements& announcements) {
    prune_outbox(session, last, announcements);
  });
} catch (const std::exception& error) {
  lose("Cannot delete old announcements", error);
}

bool OutboxReader::wait(int stop) {
  // This process's own changes cause notifications too.
  const bool listening = notifications_ && notifications_->is_listening();
  const int news = listening ? notifications_->socket() : database_.announced();
  std::array<pollfd, 2> descriptors{{{stop, POLLIN, 0}, {news, POLLIN, 0}}};
  const bool reads_again = notifications_ || is_lost_;
  const int count = ::poll(descriptors.data(), descriptors.size(),
                           reads_again ? int(std::chrono::milliseconds(kPatience).count()) : -1);
  if (count <= 0 || descriptors[1].revents == 0) return false;
  if (!listening) {
    eventfd_t ignored = 0;
    ::eventfd_read(news, &ignored);
    return true;
  }
  try {
    notifications_->take();
  } catch (const std::exception& error) {
    notifications_->close();
    lose("Lost the database's notifications", error);
  }
  return true;
}

void OutboxReader::lose(const std::string& what, const std::exception& error) {
  if (std::exchange(is_lost_, true)) return;
  log::warning(
      fmt::format("{}; trying again every {} seconds: {}", what, kPatience.count(), error.what()));
}

}  // namespace chaos::hub::storage

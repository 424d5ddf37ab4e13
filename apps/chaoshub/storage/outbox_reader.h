#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <thread>

#include "storage/database.h"
#include "storage/notifications.h"

namespace chaos::hub::storage {

/// Reads the announcements of all processes in its own thread and passes them on in order.
/// PostgreSQL notifies it of commits by any process; in case a notification is lost, it also reads
/// after kPatience. With SQLite, a hub is one process, which wakes it. It also deletes old
/// announcements. Caches do not rely on it, because it is late by design; they check for themselves
/// before use (OtherProcesses).
class OutboxReader {
 public:
  static constexpr std::chrono::seconds kPatience{5};

  /// Called in the reader's thread; must not throw. Both are optional.
  struct Listener {
    /// Announcements in order of their identifiers, each exactly once.
    std::function<void(std::span<const Announcement>)> take;
    /// Announcements were deleted before this process could read them.
    std::function<void()> missed;
  };

  /// How long announcements are kept for processes that temporarily cannot reach the database.
  struct Retention {
    std::chrono::steady_clock::duration kept = std::chrono::minutes(10);
    std::chrono::steady_clock::duration step = std::chrono::minutes(1);  ///< between deletions
  };

  /// Starts after the latest announcement.
  OutboxReader(Database& database, Listener listener);
  OutboxReader(Database& database, Listener listener, Retention retention);
  OutboxReader(const OutboxReader&) = delete;
  OutboxReader& operator=(const OutboxReader&) = delete;

 private:
  struct Checkpoint {
    std::chrono::steady_clock::time_point time;
    std::int64_t last;
  };

  void run(const std::stop_token& stop);
  void listen(int stop);
  /// False if there was nothing new.
  bool read();
  void note_pruned(const Announcement& announcement, std::int64_t read_from);
  void prune();
  /// Whether there may be more; false on timeout.
  bool wait(int stop);
  void lose(const std::string& what, const std::exception& error);

  Database& database_;
  const Listener listener_;
  const Retention retention_;
  std::optional<Notifications> notifications_;  // with PostgreSQL
  // Used only in the thread:
  std::int64_t last_ = 0;         // the last one read
  std::int64_t last_change_ = 0;  // the last one that was not a deletion
  std::int64_t pruned_ = 0;
  std::deque<Checkpoint> checkpoints_;
  bool is_lost_ = false;
  std::jthread thread_;  // last: it uses the members above
};

}  // namespace chaos::hub::storage

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
/// PostgreSQL notifies it of what any process has committed; in case a notification is lost, it
/// also reads when kPatience is over. With SQLite, a hub is one process, which wakes it. Old
/// announcements are deleted. Caches do not depend on it: it is late by nature, and they ask
/// themselves before they are used (OtherProcesses).
class OutboxReader {
 public:
  static constexpr std::chrono::seconds kPatience{5};

  /// Called by the reader's thread; must not throw. Either may be left out.
  struct Listener {
    /// Announcements in the order of their identifiers, none of them twice.
    std::function<void(std::span<const Announcement>)> take;
    /// Announcements were deleted before this process could read them.
    std::function<void()> missed;
  };

  /// How long announcements are kept, for processes that cannot reach the database for a while.
  struct Retention {
    std::chrono::steady_clock::duration kept = std::chrono::minutes(10);
    std::chrono::steady_clock::duration step = std::chrono::minutes(1);  ///< between deletions
  };

  /// Begins behind what has been announced so far.
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
  /// False when nothing new was there.
  bool read();
  void note_pruned(const Announcement& announcement, std::int64_t read_from);
  void prune();
  /// Whether something says that there is more; false when the time is over.
  bool wait(int stop);
  void lose(const std::string& what, const std::exception& error);

  Database& database_;
  const Listener listener_;
  const Retention retention_;
  std::optional<Notifications> notifications_;  // PostgreSQL's
  // For the thread only:
  std::int64_t last_ = 0;         // that was read
  std::int64_t last_change_ = 0;  // of these, but for deletions
  std::int64_t pruned_ = 0;
  std::deque<Checkpoint> checkpoints_;
  bool is_lost_ = false;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace chaos::hub::storage

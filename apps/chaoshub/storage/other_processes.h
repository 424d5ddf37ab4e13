#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>

#include "storage/database.h"
#include "storage/shared_work.h"

struct sqlite3;
struct sqlite3_stmt;

namespace chaos::hub::storage {

/// Ensures that nobody uses a cache that has missed another process's commit, by another hub or by
/// `chaoshub admin`. Notifications arrive too late for that: someone who changes something through
/// one process may query the next one a moment later. So each use checks for announcements without
/// reading a table: SQLite tells whether the file was written to, and PostgreSQL the number of the
/// last announcement, with one query for all concurrent callers. If the database cannot be queried,
/// the cache cannot be used either. Safe to use from any thread.
class OtherProcesses {
 public:
  using Changed = std::function<void(std::span<const Announcement>)>;

  /// Also subscribes `changed` to this process's own announcements.
  OtherProcesses(Database& database, Changed changed);

  /// Calls `changed` with everything committed by now. Call this before using cached values.
  void catch_up();

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
    void operator()(sqlite3_stmt* statement) const;
  };
  struct Question {};
  struct Answer {};
  using Statement = std::unique_ptr<sqlite3_stmt, Close>;

  void watch_file();
  void take_own(std::span<const Announcement> announcements);
  /// Queries PostgreSQL once for all of them.
  std::vector<Answer> ask(std::span<const Question* const> questions);
  Statement prepare(const char* sql);
  std::int64_t number_from(sqlite3_stmt& statement);
  void tell();

  Database& database_;
  const Changed changed_;
  SharedWork<Question, Answer> questions_;  // to PostgreSQL, one round trip each
  std::mutex mutex_;
  // Guarded by mutex_; connection and version are unused with PostgreSQL:
  std::unique_ptr<sqlite3, Close> connection_;
  Statement version_statement_;  // its number changes when any connection writes to the file
  Statement last_statement_;
  std::int64_t version_ = 0;
  std::int64_t last_ = 0;  // the last announcement passed on
};

}  // namespace chaos::hub::storage

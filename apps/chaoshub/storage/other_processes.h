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

/// Makes sure that nobody uses a cache that lacks what another process has committed, such as
/// another hub or `chaoshub admin`. Notifications come too late for that: whoever changes something
/// at one process may ask the next one a moment later. So each use asks whether anything was
/// announced, without reading any table: SQLite says whether the file was written to, and
/// PostgreSQL which number the last announcement has, to all who ask at the same time. When the
/// database cannot be asked, the cache cannot be used, either. Safe to use from any thread.
class OtherProcesses {
 public:
  using Changed = std::function<void(std::span<const Announcement>)>;

  /// Subscribes `changed`, too, for what this process announces itself.
  OtherProcesses(Database& database, Changed changed);

  /// Calls `changed` with all that is committed by now. To be called before what was remembered is
  /// used.
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
  /// Asks PostgreSQL once for all.
  std::vector<Answer> ask(std::span<const Question* const> questions);
  Statement prepare(const char* sql);
  std::int64_t number_from(sqlite3_stmt& statement);
  void tell();

  Database& database_;
  const Changed changed_;
  SharedWork<Question, Answer> questions_;  // to PostgreSQL, each a round trip
  std::mutex mutex_;
  // Guarded by mutex_; no connection and version with PostgreSQL:
  std::unique_ptr<sqlite3, Close> connection_;
  Statement version_statement_;  // its number differs once anybody has written to the file
  Statement last_statement_;
  std::int64_t version_ = 0;
  std::int64_t last_ = 0;  // up to which all were told
};

}  // namespace chaos::hub::storage

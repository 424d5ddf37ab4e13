#pragma once

#include <soci/soci.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "os/file_descriptor.h"
#include "storage/outbox.h"

namespace chaos::hub::storage {

/// One step of a service's schema, in SQL. Steps are numbered from 1 and never change once
/// released. `{serial}` stands for the type of an auto-increment key.
struct Migration {
  std::string_view name;
  std::string_view sql;
  std::string_view postgresql = {};  ///< replaces `sql` in PostgreSQL, if they must differ
};

/// Where a database is: an SQLite file, or a schema on a PostgreSQL server.
struct Location {
  std::string url;              ///< "sqlite:/path/auth.sqlite", or "postgresql://user@host/name"
  std::string schema;           ///< PostgreSQL's: "auth"
  std::size_t connections = 1;  ///< maximum number of concurrent transactions
};

/// The names of the migrations that a database lacks; applies none. Throws std::runtime_error as
/// opening it does.
std::vector<std::string> missing_migrations(const Location& location,
                                            std::span<const Migration> migrations);

/// A service's own database: a pool of connections and its schema, kept up to date. What a
/// transaction wrote is durable when it returns. Lost connections are reopened; while that fails,
/// operations throw Unreachable. Safe to use from any thread.
class Database {
 public:
  /// Throws std::runtime_error if it cannot be opened, or was written by a newer version.
  Database(const Location& location, std::span<const Migration> migrations);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Calls `work(session)` or `work(session, announcements)` in a transaction, which is rolled back
  /// if it throws. Announcements are stored in the same transaction, and this process's subscribers
  /// have been told when this returns.
  template <typename Work>
  auto write(Work&& work) {
    const std::unique_lock lock = lock_writers();
    if constexpr (std::is_invocable_v<Work, soci::session&>) {
      return in_transaction(begin_write_, std::forward<Work>(work));
    } else {
      return announcing(std::forward<Work>(work));
    }
  }

  /// The same for read-only work, which sees a consistent snapshot.
  template <typename Work>
  auto read(Work&& work) {
    return in_transaction(begin_read_, std::forward<Work>(work));
  }

  /// Calls `work(session)` for a single read-only statement, without the round trips of a
  /// transaction. It may be called twice if the connection was lost.
  template <typename Work>
  auto ask(Work&& work) {
    soci::session session(*pool_);
    try {
      return work(session);
    } catch (const soci::soci_error& error) {
      reconnect(session, error);
      return work(session);
    }
  }

  /// Has `changed` called with this process's announcements before write() returns. It must be
  /// quick, and must not throw or use the database. Call this before several threads use the
  /// database. Other processes' announcements are not included: see OtherProcesses if none may be
  /// missed, and OutboxReader if they may arrive late.
  void subscribe(std::function<void(std::span<const Announcement>)> changed);
  /// An eventfd(2) that becomes readable when this process has announced something.
  int announced() const { return announced_.get(); }

  /// How many transactions have begun since it was opened.
  std::uint64_t transactions() const { return transactions_; }
  bool is_sqlite() const { return sqlite_; }
  const Location& location() const { return location_; }

 private:
  class Transaction {
   public:
    Transaction(Database& database, soci::session& session, const char* begin);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

   private:
    soci::session& session_;
    bool done_ = false;
  };

  /// SQLite allows one writer at a time, and this queue is fairer than its own.
  std::unique_lock<std::mutex> lock_writers();

  template <typename Work>
  auto in_transaction(const char* begin, Work&& work) {
    soci::session session(*pool_);
    Transaction transaction(*this, session, begin);
    if constexpr (std::is_void_v<std::invoke_result_t<Work, soci::session&>>) {
      std::forward<Work>(work)(session);
      transaction.commit();
    } else {
      auto result = std::forward<Work>(work)(session);
      transaction.commit();
      return result;
    }
  }

  template <typename Work>
  auto announcing(Work&& work) {
    using Result = std::invoke_result_t<Work, soci::session&, Announcements&>;
    Announcements made;
    const auto whole = [&](soci::session& session) {
      if constexpr (std::is_void_v<Result>) {
        work(session, made);
        keep_announcements(session, made);
      } else {
        Result result = work(session, made);
        keep_announcements(session, made);
        return result;
      }
    };
    if constexpr (std::is_void_v<Result>) {
      in_transaction(begin_write_, whole);
      tell_of_own(made);
    } else {
      Result result = in_transaction(begin_write_, whole);
      tell_of_own(made);
      return result;
    }
  }

  void tell_of_own(const Announcements& made) const;
  /// Reconnects after that error. Rethrows it if the connection is not the cause.
  void reconnect(soci::session& session, const soci::soci_error& error);

  const Location location_;
  const bool sqlite_;
  const char* const begin_read_;
  const char* const begin_write_;
  std::vector<std::function<void(std::span<const Announcement>)>> subscribers_;
  const os::FileDescriptor announced_;
  std::mutex writers_;
  std::atomic<std::uint64_t> transactions_ = 0;
  std::unique_ptr<soci::connection_pool> pool_;
};

}  // namespace chaos::hub::storage

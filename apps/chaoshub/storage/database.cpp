#include "storage/database.h"

#include <fmt/format.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/eventfd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "log/log.h"
#include "os/file.h"
#include "service/unreachable.h"

namespace chaos::hub::storage {
namespace {

constexpr std::string_view kSqlite = "sqlite:";

bool is_sqlite(const Location& location) {
  return location.url.starts_with(kSqlite);
}

std::string name_of(const Location& location) {
  return is_sqlite(location) ? location.url.substr(kSqlite.size()) : "schema " + location.schema;
}

void open_sqlite(soci::session& session, const std::string& path) {
  session.open(soci::sqlite3, fmt::format("dbname=\"{}\" timeout=10", path));
  session << "PRAGMA journal_mode = WAL";
  session << "PRAGMA synchronous = FULL";
  session << "PRAGMA foreign_keys = ON";
}

void open_postgresql(soci::session& session, const Location& location) {
  session.open(soci::postgresql, location.url);
  session << "SET client_min_messages = warning";
  session << fmt::format("SET search_path = {}", location.schema);
}

std::string replaced(std::string_view sql, bool sqlite) {
  constexpr std::string_view kPlaceholder = "{serial}";
  std::string text(sql);
  const std::string_view type =
      sqlite ? "INTEGER PRIMARY KEY AUTOINCREMENT" : "BIGSERIAL PRIMARY KEY";
  for (auto at = text.find(kPlaceholder); at != std::string::npos; at = text.find(kPlaceholder))
    text.replace(at, kPlaceholder.size(), type);
  return text;
}

/// Statements end with a semicolon at the end of a line.
void execute_all(soci::session& session, const std::string& sql) {
  std::size_t begin = 0;
  while (true) {
    const auto end = sql.find(";\n", begin);
    if (end == std::string::npos) break;
    session << sql.substr(begin, end - begin);
    begin = end + 2;
  }
  if (sql.find_first_not_of(" \n", begin) != std::string::npos)
    throw std::logic_error("a migration ends in the middle of a statement: " + sql.substr(begin));
}

/// How many migrations have been applied. Throws std::runtime_error if a newer version applied
/// some.
std::size_t version_of(soci::session& session, std::size_t known, const std::string& where) {
  int version = 0;
  session << "SELECT COALESCE(MAX(version), 0) FROM schema_version", soci::into(version);
  if (version > static_cast<int>(known)) {
    throw std::runtime_error(
        fmt::format("the database '{}' has version {}, and this program knows {} only: use a "
                    "newer chaoshub",
                    where, version, known));
  }
  return static_cast<std::size_t>(version);
}

/// Makes programs that find the database empty at the same time create its tables one after the
/// other: in PostgreSQL, "IF NOT EXISTS" lets both try, and one fails. Held until the transaction
/// ends.
void lock_schema(soci::session& session, const std::string& schema) {
  const std::string name = "chaoshub " + schema;
  session << "SELECT pg_advisory_xact_lock(hashtext(:name))", soci::use(name);
}

void migrate(soci::session& session, std::span<const Migration> migrations,
             const Location& location) {
  const bool sqlite = is_sqlite(location);
  const std::string where = name_of(location);
  if (!sqlite) {
    lock_schema(session, location.schema);
    session << fmt::format("CREATE SCHEMA IF NOT EXISTS {}", location.schema);
  }
  session << "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)";
  for (auto next = version_of(session, migrations.size(), where); next < migrations.size();
       ++next) {
    log::info(fmt::format("Migrating '{}': {}", where, migrations[next].name));
    const auto& [name, sql, postgresql] = migrations[next];
    execute_all(session, replaced(sqlite || postgresql.empty() ? sql : postgresql, sqlite));
    const int now = static_cast<int>(next) + 1;
    session << "INSERT INTO schema_version (version) VALUES (:v)", soci::use(now);
  }
}

void open_session(soci::session& session, const Location& location) {
  try {
    if (is_sqlite(location))
      open_sqlite(session, name_of(location));
    else
      open_postgresql(session, location);
  } catch (const soci::soci_error& error) {
    throw std::runtime_error(fmt::format("the database '{}' cannot be opened: {}",
                                         name_of(location), error.get_error_message()));
  }
}

/// If this fails, the session stays unusable, so that the next use comes here again.
void reopen(soci::session& session, const Location& location) try {
  open_session(session, location);
} catch (const std::runtime_error& error) {
  throw Unreachable(error.what());
}

os::FileDescriptor make_event() {
  os::FileDescriptor event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!event.is_open()) throw std::system_error(errno, std::generic_category(), "eventfd");
  return event;
}

}  // namespace

Database::Transaction::Transaction(Database& database, soci::session& session, const char* begin)
    : session_(session) {
  ++database.transactions_;
  try {
    session_ << begin;
  } catch (const soci::soci_error& error) {
    database.reconnect(session_, error);
    session_ << begin;
  }
}

Database::Transaction::~Transaction() {
  if (done_) return;
  try {
    session_ << "ROLLBACK";
  } catch (const std::exception& error) {
    log::error(fmt::format("A transaction could not be rolled back: {}", error.what()));
  }
}

void Database::Transaction::commit() {
  session_ << "COMMIT";
  done_ = true;
}

std::vector<std::string> missing_migrations(const Location& location,
                                            std::span<const Migration> migrations) {
  const std::string where = name_of(location);
  std::size_t version = 0;
  if (!is_sqlite(location) || os::FileSystem::real().exists(where)) {
    soci::session session;
    open_session(session, location);
    int tables = 0;
    session << (is_sqlite(location)
                    ? "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_version'"
                    : "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema ="
                      " current_schema() AND table_name = 'schema_version'"),
        soci::into(tables);
    if (tables > 0) version = version_of(session, migrations.size(), where);
  }
  std::vector<std::string> names;
  for (const Migration& migration : migrations.subspan(version))
    names.emplace_back(migration.name);
  return names;
}

Database::Database(const Location& location, std::span<const Migration> migrations)
    : location_(location),
      sqlite_(storage::is_sqlite(location)),
      begin_read_(sqlite_ ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
      begin_write_(sqlite_ ? "BEGIN IMMEDIATE" : "BEGIN"),
      announced_(make_event()),
      pool_(std::make_unique<soci::connection_pool>(location.connections)) {
  for (std::size_t i = 0; i < location.connections; ++i)
    open_session(pool_->at(i), location);
  write([&](soci::session& session) { migrate(session, migrations, location); });
}

Database::~Database() = default;

/// The server was restarted, or closed the connection. Nothing has been done on it yet.
void Database::reconnect(soci::session& session, const soci::soci_error& error) {
  if (sqlite_) throw error;
  log::warning(fmt::format("Reconnecting to the database: {}", error.get_error_message()));
  session.close();
  reopen(session, location_);
}

void Database::subscribe(std::function<void(std::span<const Announcement>)> changed) {
  subscribers_.push_back(std::move(changed));
}

void Database::tell_of_own(const Announcements& made) const {
  if (made.all().empty()) return;
  for (const auto& changed : subscribers_)
    changed(made.all());
  ::eventfd_write(announced_.get(), 1);
}

std::unique_lock<std::mutex> Database::lock_writers() {
  return sqlite_ ? std::unique_lock(writers_) : std::unique_lock<std::mutex>();
}

}  // namespace chaos::hub::storage

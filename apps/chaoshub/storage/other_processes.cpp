#include "storage/other_processes.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <stdexcept>
#include <utility>

namespace chaos::hub::storage {
namespace {

constexpr std::string_view kSqlite = "sqlite:";
constexpr int kBatch = 500;
constexpr std::size_t kMostQuestions = 256;  // answered by one query
constexpr int kPatience = 10'000;            // milliseconds

[[noreturn]] void fail(sqlite3* connection) {
  throw std::runtime_error(
      fmt::format("the database cannot be watched: {}", sqlite3_errmsg(connection)));
}

}  // namespace

void OtherProcesses::Close::operator()(sqlite3* connection) const {
  sqlite3_close(connection);
}

void OtherProcesses::Close::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

OtherProcesses::OtherProcesses(Database& database, Changed changed)
    : database_(database),
      changed_(std::move(changed)),
      questions_(kMostQuestions, [this](auto questions) { return ask(questions); }) {
  database.subscribe([this](auto announcements) { take_own(announcements); });
  if (database.is_sqlite()) watch_file();
  last_ = database.read(storage::last_announcement);
}

void OtherProcesses::watch_file() {
  sqlite3* connection = nullptr;
  const int result = sqlite3_open_v2(database_.location().url.substr(kSqlite.size()).c_str(),
                                     &connection, SQLITE_OPEN_READONLY, nullptr);
  connection_.reset(connection);
  if (result != SQLITE_OK) fail(connection);
  sqlite3_busy_timeout(connection, kPatience);
  version_statement_ = prepare("PRAGMA data_version");
  last_statement_ = prepare("SELECT COALESCE(MAX(id), 0) FROM outbox");
  version_ = number_from(*version_statement_);
}

/// Announcements that directly follow those already delivered need not be read again. After a gap,
/// which another process may have filled, they are.
void OtherProcesses::take_own(std::span<const Announcement> announcements) {
  changed_(announcements);
  const std::lock_guard lock(mutex_);
  if (announcements.front().id == last_ + 1) last_ = announcements.back().id;
}

void OtherProcesses::catch_up() {
  if (!connection_) {
    questions_.run({});
    return;
  }
  // Held to the end: nobody may use cached values until it is known what has changed.
  const std::lock_guard lock(mutex_);
  // This process's own connections have written to the file too.
  const std::int64_t version = number_from(*version_statement_);
  if (version == version_) return;
  if (number_from(*last_statement_) > last_) tell();
  version_ = version;
}

std::vector<OtherProcesses::Answer> OtherProcesses::ask(
    std::span<const Question* const> questions) {
  const std::lock_guard lock(mutex_);
  if (database_.ask(last_numbered_announcement) > last_) tell();
  return std::vector<Answer>(questions.size());
}

void OtherProcesses::tell() {
  for (std::size_t count = kBatch; count == kBatch;) {
    const auto batch = database_.read(
        [&](soci::session& session) { return announcements_after(session, last_, kBatch); });
    count = batch.size();
    if (batch.empty()) break;
    const Announcement unknown{.topic = std::string(kUnknown)};
    if (tells_of_missed(batch, last_)) changed_({&unknown, 1});
    changed_(batch);
    last_ = batch.back().id;
  }
}

OtherProcesses::Statement OtherProcesses::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(connection_.get(), sql, -1, &statement, nullptr) != SQLITE_OK)
    fail(connection_.get());
  return Statement(statement);
}

std::int64_t OtherProcesses::number_from(sqlite3_stmt& statement) {
  sqlite3_reset(&statement);
  if (sqlite3_step(&statement) != SQLITE_ROW) fail(connection_.get());
  const std::int64_t number = sqlite3_column_int64(&statement, 0);
  sqlite3_reset(&statement);
  return number;
}

}  // namespace chaos::hub::storage

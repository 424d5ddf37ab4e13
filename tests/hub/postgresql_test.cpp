#include "support/postgresql.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <future>
#include <thread>

#include "service/unreachable.h"
#include "storage/database.h"
#include "storage/shared_tables.h"
#include "storage/statement.h"
#include "support/announcement_collector.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::array<hub::storage::Migration, 1> kSteps{
    {{.name = "names", .sql = "CREATE TABLE name (text TEXT NOT NULL);\n"}}};

void add(hub::storage::Database& database, const std::string& name) {
  database.write([&](soci::session& session) {
    hub::storage::execute(session, "INSERT INTO name (text) VALUES (:text)", name);
  });
}

std::vector<std::string> names_in(soci::session& session) {
  return hub::storage::select(session, "SELECT text FROM name ORDER BY text",
                              [](hub::storage::Columns& row) { return row.text(); });
}

std::vector<std::string> all(hub::storage::Database& database) {
  return database.read(names_in);
}

TEST(PostgresqlStorage, CanBeCreatedByManyAtOnce) {
  const hub::storage::Location location{.url = Postgresql::shared().new_database(),
                                        .schema = "names"};
  std::vector<std::future<std::vector<std::string>>> programs;
  for (int i = 0; i < 8; ++i)
    programs.push_back(std::async(std::launch::async, [&, i] {
      hub::storage::Database database(location, kSteps);
      add(database, fmt::format("{}", i));
      return all(database);
    }));
  for (auto& program : programs)
    EXPECT_THAT(program.get(), Not(IsEmpty()));
  hub::storage::Database database(location, kSteps);
  EXPECT_THAT(all(database), SizeIs(programs.size()));
}

TEST(PostgresqlStorage, ShowsAReaderAConsistentState) {
  hub::storage::Database database(
      {.url = Postgresql::shared().new_database(), .schema = "names", .connections = 2}, kSteps);
  add(database, "a");
  database.read([&](soci::session& session) {
    EXPECT_THAT(names_in(session), ElementsAre("a"));
    add(database, "b");
    EXPECT_THAT(names_in(session), ElementsAre("a"));
  });
  EXPECT_THAT(all(database), ElementsAre("a", "b"));
}

TEST(PostgresqlStorage, AppliesNoMigrationWhenItListsMissingOnes) {
  const hub::storage::Location location{.url = Postgresql::shared().new_database(),
                                        .schema = "names"};
  EXPECT_THAT(missing_migrations(location, kSteps), ElementsAre("names"));
  hub::storage::Database other({.url = location.url, .schema = "others"}, {});
  const auto schemas = other.read([](soci::session& session) {
    return hub::storage::select(session, "SELECT nspname FROM pg_namespace WHERE nspname = 'names'",
                                [](hub::storage::Columns& row) { return row.text(); });
  });
  EXPECT_THAT(schemas, IsEmpty());
  const hub::storage::Database database(location, kSteps);
  EXPECT_THAT(missing_migrations(location, kSteps), IsEmpty());
}

TEST(PostgresqlStorage, ReconnectsAfterTheServerHasRestarted) {
  Postgresql& server = Postgresql::shared();
  hub::storage::Database database(
      {.url = server.new_database(), .schema = "names", .connections = 2}, kSteps);
  add(database, "a");
  server.stop();
  EXPECT_THROW(all(database), hub::Unreachable);
  EXPECT_THROW(add(database, "lost"), hub::Unreachable);
  server.start();
  add(database, "b");
  add(database, "c");
  EXPECT_THAT(all(database), ElementsAre("a", "b", "c"));
}

const std::array<hub::storage::Migration, 1> kOutbox{
    {{.name = "outbox", .sql = hub::storage::kOutboxTable}}};

/// A process's own objects for one database.
struct Program {
  explicit Program(const std::string& url)
      : database({.url = url, .schema = "outbox", .connections = 3}, kOutbox),
        reader(database, collector.listener()) {}

  void announce(const std::string& subject) {
    database.write([&](soci::session&, hub::storage::Announcements& announcements) {
      announcements.add({.topic = "test", .subject = subject});
    });
  }

  AnnouncementCollector collector;
  hub::storage::Database database;
  hub::storage::OutboxReader reader;
};

TEST(PostgresqlOutbox, IsReadByAllInOrderOfIdentifiers) {
  const std::string url = Postgresql::shared().new_database();
  Program one(url);
  Program other(url);
  constexpr int kEach = 100;
  {
    std::vector<std::jthread> writers;
    for (Program* program : {&one, &one, &other, &other})
      writers.emplace_back([program] {
        for (int i = 0; i < kEach; ++i)
          program->announce("x");
      });
  }
  one.announce("last");
  for (Program* program : {&one, &other}) {
    program->collector.wait_for("last");
    const auto all = program->collector.all();
    ASSERT_THAT(all, SizeIs(4 * kEach + 1));
    EXPECT_TRUE(std::ranges::is_sorted(all, {}, &hub::storage::Announcement::id));
  }
}

TEST(PostgresqlOutbox, IsReadAgainAfterTheServerHasRestarted) {
  Postgresql& server = Postgresql::shared();
  const std::string url = server.new_database();
  Program one(url);
  Program other(url);
  one.announce("before");
  other.collector.wait_for("before");
  server.stop();
  server.start();
  one.announce("after");
  other.collector.wait_for("after");
  one.announce("and on");
  other.collector.wait_for("and on");
}

}  // namespace
}  // namespace chaos::testing

#include "support/postgresql.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "service/unreachable.h"
#include "storage/database.h"
#include "storage/statement.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;

constexpr std::array<hub::storage::Migration, 1> kSteps{
    {{.name = "names", .sql = "CREATE TABLE name (text TEXT NOT NULL);\n"}}};

void add(hub::storage::Database& database, const std::string& name) {
  database.write([&](soci::session& session) {
    hub::storage::execute(session, "INSERT INTO name (text) VALUES (:text)", name);
  });
}

std::vector<std::string> all(hub::storage::Database& database) {
  return database.read([](soci::session& session) {
    return hub::storage::select(session, "SELECT text FROM name ORDER BY text",
                                [](hub::storage::Columns& row) { return row.text(); });
  });
}

TEST(PostgresqlStorage, IsConnectedToAgainWhenTheServerIsStartedAnew) {
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

}  // namespace
}  // namespace chaos::testing

#include "storage/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <sstream>

#include "storage/backup.h"
#include "storage/statement.h"
#include "support/temporary_directory.h"

namespace chaos::hub::storage {
namespace {

using ::testing::ElementsAre;

/// What the text of migrations does not reveal: tables that were later renamed or dropped, and
/// columns that the database fills in.
constexpr std::array<Migration, 2> kSteps{{{.name = "first", .sql = R"(
CREATE TABLE child_before_rename (
  id {serial},
  parent TEXT NOT NULL
);
CREATE TABLE gone (id TEXT);
)"},
                                           {.name = "second", .sql = R"(
DROP TABLE gone;
CREATE TABLE parent (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  upper_name TEXT GENERATED ALWAYS AS (UPPER(name)) STORED
);
DROP TABLE child_before_rename;
CREATE TABLE child_before_rename (
  id {serial},
  parent TEXT NOT NULL REFERENCES parent (id)
);
ALTER TABLE child_before_rename RENAME TO child;
)"}}};

class SchemaTest : public ::testing::Test {
 protected:
  Location location(const std::string& name) {
    return {.url = "sqlite:" + directory_ / name, .schema = "things"};
  }

  testing::TemporaryDirectory directory_;
};

TEST_F(SchemaTest, ListsTablesInOrderOfTheirReferences) {
  Database database(location("a"), kSteps);
  database.read([](soci::session& session) {
    const auto tables = tables_in(session);
    ASSERT_EQ(tables.size(), 2U);
    EXPECT_EQ(tables[0].name, "parent");
    EXPECT_THAT(tables[0].columns, ElementsAre("id", "name"));
    EXPECT_EQ(tables[1].name, "child");
  });
}

TEST_F(SchemaTest, IsBackedUpAndRestoredUnchanged) {
  std::stringstream backup;
  {
    Database database(location("a"), kSteps);
    database.write([](soci::session& session) {
      execute(session, "INSERT INTO parent (id, name) VALUES ('p', 'ada')");
      execute(session, "INSERT INTO child (parent) VALUES ('p')");
    });
  }
  const Part from{.service = "things", .location = location("a"), .migrations = kSteps};
  const Part to{.service = "things", .location = location("b"), .migrations = kSteps};
  write_backup(std::span(&from, 1), backup);
  read_backup(std::span(&to, 1), backup);
  Database restored(location("b"), kSteps);
  restored.read([](soci::session& session) {
    const auto names = select(session,
                              "SELECT parent.upper_name FROM child JOIN parent"
                              " ON parent.id = child.parent",
                              [](Columns& row) { return row.text(); });
    EXPECT_THAT(names, ElementsAre("ADA"));
  });
}

}  // namespace
}  // namespace chaos::hub::storage

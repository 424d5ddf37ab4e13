#include "storage/database.h"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

#include "support/temporary_directory.h"

namespace chaos::hub::storage {
namespace {

TEST(Database, DetectsUnfinishedMigrations) {
  const testing::TemporaryDirectory directory;
  const std::array<Migration, 1> steps{
      {{.name = "no end", .sql = "CREATE TABLE one (id TEXT);\nCREATE TABLE two (id TEXT);"}}};
  const Location location{.url = "sqlite:" + directory / "x.sqlite", .schema = "x"};
  EXPECT_THROW(Database(location, steps), std::logic_error);
  EXPECT_EQ(missing_migrations(location, steps).size(), 1U);
}

}  // namespace
}  // namespace chaos::hub::storage

#pragma once

#include <soci/soci.h>

#include <string>
#include <vector>

namespace chaos::hub::storage {

/// A table and the columns to fill in, without those that the database computes.
struct TableSchema {
  std::string name;
  std::vector<std::string> columns;
};

/// The tables of a service's database, as listed by the database itself, without index tables and
/// the migrations table. Ordered so that tables come after those they refer to.
std::vector<TableSchema> tables_in(soci::session& session);

}  // namespace chaos::hub::storage

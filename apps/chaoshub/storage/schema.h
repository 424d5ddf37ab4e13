#pragma once

#include <soci/soci.h>

#include <string>
#include <vector>

namespace chaos::hub::storage {

/// A table, and those of its columns that are filled in; the database itself fills in others.
struct Table {
  std::string name;
  std::vector<std::string> columns;
};

/// The tables of a service's database, as the database itself lists them: without what belongs to
/// an index, and without the one that counts its migrations. In an order in which they can be
/// filled in: what a table refers to comes before it.
std::vector<Table> tables_in(soci::session& session);

}  // namespace chaos::hub::storage

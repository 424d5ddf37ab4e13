#include "storage/schema.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "storage/statement.h"

namespace chaos::hub::storage {
namespace {

constexpr const char* kVersions = "schema_version";

/// Queries that differ between databases. Each returns names in its first column.
struct Catalogue {
  const char* tables;
  const char* columns;     // of :table
  const char* references;  // of :table: the tables it refers to
};

constexpr Catalogue kSqlite = {
    .tables =
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name",
    .columns = "SELECT name FROM pragma_table_xinfo(:table) WHERE hidden = 0 ORDER BY cid",
    .references = "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list(:table) ORDER BY 1"};

constexpr Catalogue kPostgresql = {
    .tables =
        "SELECT table_name::TEXT FROM information_schema.tables"
        " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1",
    .columns =
        "SELECT column_name::TEXT FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = :table"
        " AND is_generated = 'NEVER' ORDER BY ordinal_position",
    .references =
        "SELECT DISTINCT other.relname::TEXT FROM pg_constraint"
        " JOIN pg_class AS self ON self.oid = pg_constraint.conrelid"
        " JOIN pg_class AS other ON other.oid = pg_constraint.confrelid"
        " JOIN pg_namespace ON pg_namespace.oid = self.relnamespace"
        " WHERE pg_constraint.contype = 'f' AND self.relname = :table"
        " AND pg_namespace.nspname = current_schema() ORDER BY 1"};

template <typename... Values>
std::vector<std::string> names(soci::session& session, const char* sql, const Values&... values) {
  return select(
      session, sql, [](Columns& row) { return row.text(); }, values...);
}

}  // namespace

std::vector<TableSchema> tables_in(soci::session& session) {
  const Catalogue& catalogue = session.get_backend_name() == "sqlite3" ? kSqlite : kPostgresql;
  const auto all = names(session, catalogue.tables);
  std::vector<TableSchema> ordered;
  std::set<std::string> seen = {kVersions};
  const std::function<void(const std::string&)> add = [&](const std::string& table) {
    if (!seen.insert(table).second) return;
    for (const std::string& other : names(session, catalogue.references, table))
      add(other);
    ordered.push_back({.name = table, .columns = names(session, catalogue.columns, table)});
  };
  for (const std::string& table : all)
    add(table);
  return ordered;
}

}  // namespace chaos::hub::storage

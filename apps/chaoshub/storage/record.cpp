#include "storage/record.h"

#include <fmt/format.h>

#include "storage/statement.h"

namespace chaos::hub::storage {

bool begin_change(soci::session& session, std::string_view table, const std::string& id,
                  const VersionCondition& condition) {
  const auto version = select_one(
      session,
      fmt::format("UPDATE {} SET version = version + 1 WHERE id = :id RETURNING version", table),
      [](Columns& row) { return static_cast<int>(row.number()); }, id);
  if (!version) return false;
  condition.check(*version - 1);
  return true;
}

/// SQLite allows one writer at a time anyway.
void serialize(soci::session& session, const std::string& name) {
  if (session.get_backend_name() == "sqlite3") return;
  session << "SELECT pg_advisory_xact_lock(hashtext(current_schema() || ' ' || :name))",
      soci::use(name);
}

}  // namespace chaos::hub::storage

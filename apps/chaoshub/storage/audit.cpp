#include "storage/audit.h"

#include <fmt/format.h>

#include "service/characters.h"
#include "storage/statement.h"

namespace chaos::hub::storage {

void record(soci::session& session, const AuditContext& audit, const Change& change) {
  execute(session,
          "INSERT INTO audit (time, actor, agent, action, organization, subject, detail)"
          " VALUES (:time, :actor, :agent, :action, :organization, :subject, :detail)",
          audit.time, audit.actor, audit.agent, change.action, change.organization, change.subject,
          change.detail);
}

namespace {

AuditRecord read_record(Columns& row) {
  return {.id = row.number(),
          .time = row.time(),
          .actor = row.text(),
          .action = row.text(),
          .organization = row.text(),
          .subject = row.text(),
          .detail = row.text(),
          .agent = row.text()};
}

/// Avoids LIKE, whose meaning differs between databases.
Conditions conditions_of(const AuditQuery& query) {
  Conditions where;
  where.add("organization = :organization", query.organization);
  if (query.actor) where.add("actor = :actor", *query.actor);
  if (!query.action.empty())
    where.add(fmt::format("SUBSTR(action, 1, {}) = :action", characters_in(query.action)),
              query.action);
  if (!query.subject.empty())
    where.add("REPLACE(subject || ' ' || detail, :subject, '') <> subject || ' ' || detail",
              query.subject);
  if (query.since) where.add("time >= :since", to_text(*query.since));
  if (query.until) where.add("time < :until", to_text(*query.until));
  if (query.before) {
    where.add("time <= :before", to_text(*query.before));
    where.add(fmt::format("NOT (time = :same AND id >= {})", query.before_id),
              to_text(*query.before));
  }
  return where;
}

}  // namespace

std::vector<AuditRecord> StoredAuditLog::records(const AuditQuery& query) {
  return database_.read([&](soci::session& session) {
    return select_where(
        session, "SELECT id, time, actor, action, organization, subject, detail, agent FROM audit ",
        conditions_of(query), fmt::format(" ORDER BY time DESC, id DESC LIMIT {}", query.limit),
        read_record);
  });
}

}  // namespace chaos::hub::storage

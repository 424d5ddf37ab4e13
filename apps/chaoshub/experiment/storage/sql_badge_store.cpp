#include "experiment/storage/sql_badge_store.h"

#include "storage/audit.h"
#include "storage/statement.h"

namespace chaos::hub::experiment {
namespace {

using storage::Columns;
using storage::execute;
using storage::record;
using storage::select_one;

std::string read_text(Columns& row) {
  return row.text();
}

storage::Change change_of(const char* action, const Experiment& experiment) {
  return {.action = action,
          .subject = experiment.id,
          .detail = experiment.title,
          .organization = experiment.team_ref.organization};
}

}  // namespace

std::optional<std::string> SqlBadgeStore::secret_of(const std::string& experiment) {
  return database_.read([&](soci::session& session) {
    return select_one(session, "SELECT secret FROM badge WHERE experiment = :id", read_text,
                      experiment);
  });
}

void SqlBadgeStore::set_badge(const Experiment& experiment, const std::string& secret,
                              const AuditContext& audit) {
  database_.write([&](soci::session& session) {
    execute(session,
            "INSERT INTO badge (experiment, secret, created) VALUES (:id, :secret, :created)"
            " ON CONFLICT (experiment) DO UPDATE SET secret = excluded.secret,"
            " created = excluded.created",
            experiment.id, secret, audit.time);
    record(session, audit, change_of("badge.create", experiment));
  });
}

bool SqlBadgeStore::remove_badge(const Experiment& experiment, const AuditContext& audit) {
  return database_.write([&](soci::session& session) {
    if (execute(session, "DELETE FROM badge WHERE experiment = :id", experiment.id) == 0)
      return false;
    record(session, audit, change_of("badge.remove", experiment));
    return true;
  });
}

std::optional<ExecutionOutcome> SqlBadgeStore::last_outcome(const std::string& secret) {
  return database_.read([&](soci::session& session) -> std::optional<ExecutionOutcome> {
    const auto experiment = select_one(
        session, "SELECT experiment FROM badge WHERE secret = :secret", read_text, secret);
    if (!experiment) return std::nullopt;
    const auto outcome = select_one(session,
                                    "SELECT outcome FROM execution WHERE experiment = :id"
                                    " AND ended <> '' ORDER BY started DESC, id DESC LIMIT 1",
                                    read_text, *experiment);
    return outcome_named(outcome.value_or("")).value_or(ExecutionOutcome::kUnknown);
  });
}

}  // namespace chaos::hub::experiment

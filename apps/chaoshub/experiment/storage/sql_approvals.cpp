#include "experiment/storage/rows.h"
#include "experiment/storage/sql_safeguard_store.h"
#include "experiment/storage/topics.h"
#include "service/refusal.h"
#include "storage/audit.h"
#include "storage/statement.h"

/// The part of the store that contains approvals.
namespace chaos::hub::experiment {
namespace {

using storage::Columns;
using storage::execute;
using storage::record;
using storage::select;
using storage::select_one;

/// The account that published the current version.
std::string author_of(soci::session& session, const Experiment& experiment) {
  return select_one(
             session,
             "SELECT author FROM experiment_version WHERE experiment = :id"
             " AND number = :number",
             [](Columns& row) { return row.text(); }, experiment.id, experiment.version)
      .value_or("");
}

}  // namespace

Experiment SqlSafeguardStore::approve(const TeamRef& team_ref, const std::string& id,
                                      const VersionCondition& condition,
                                      const std::string& approver_name, const AuditContext& audit,
                                      const ApprovalCheck& check) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    // Locks the row, so that no new version can be published in the meantime.
    execute(session, "UPDATE experiment SET id = id WHERE id = :id", id);
    auto experiment = find_experiment(session, team_ref, id);
    if (!experiment) throw Refusal(Refusal::Kind::kUnknown, "experiment not found");
    condition.check(experiment->version);
    check(*experiment, author_of(session, *experiment),
          select(session,
                 std::string(kSelectSafeguard) +
                     "WHERE team = :team AND organization = :organization ORDER BY id",
                 read_safeguard, team_ref.team, team_ref.organization));
    if (execute(session,
                "INSERT INTO approval (experiment, version, approver, approver_name, time)"
                " VALUES (:experiment, :version, :approver, :name, :time) ON CONFLICT DO NOTHING",
                experiment->id, experiment->version, audit.actor, approver_name, audit.time) == 0)
      return *std::move(experiment);  // approved before
    announcements.add(announcement_of(kExperimentChanged, team_ref, id));
    record(session, audit,
           {.action = "experiment.approve",
            .subject = experiment->id,
            .detail = experiment->title,
            .organization = experiment->team_ref.organization});
    return *std::move(experiment);
  });
}

Experiment SqlSafeguardStore::withdraw_approval(const TeamRef& team_ref, const std::string& id,
                                                const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    execute(session, "UPDATE experiment SET id = id WHERE id = :id", id);
    auto experiment = find_experiment(session, team_ref, id);
    if (!experiment) throw Refusal(Refusal::Kind::kUnknown, "experiment not found");
    if (execute(session,
                "DELETE FROM approval WHERE experiment = :experiment AND version = :version",
                experiment->id, experiment->version) == 0)
      throw Refusal(Refusal::Kind::kConflict, "nobody has approved this version of the experiment");
    announcements.add(announcement_of(kExperimentChanged, team_ref, id));
    record(session, audit,
           {.action = "experiment.withdraw-approval",
            .subject = experiment->id,
            .detail = experiment->title,
            .organization = experiment->team_ref.organization});
    return *std::move(experiment);
  });
}

std::optional<Approval> SqlSafeguardStore::approval(const std::string& experiment) {
  others_.catch_up();
  return approvals_.get(
      experiment, [&] { return read_approval(experiment); },
      [&](const auto&) { return experiment; });
}

std::optional<Approval> SqlSafeguardStore::read_approval(const std::string& experiment) {
  return database_.read([&](soci::session& session) {
    return select_one(
        session,
        "SELECT approval.approver_name, CASE WHEN approval.approver = experiment_version.author"
        " THEN 1 ELSE 0 END FROM approval JOIN experiment"
        " ON experiment.id = approval.experiment AND experiment.version = approval.version"
        " JOIN experiment_version ON experiment_version.experiment = approval.experiment"
        " AND experiment_version.number = approval.version"
        " WHERE approval.experiment = :experiment",
        [](Columns& row) { return Approval{.by = row.text(), .by_author = row.flag()}; },
        experiment);
  });
}

}  // namespace chaos::hub::experiment

#include "experiment/storage/sql_safeguard_store.h"

#include "experiment/storage/rows.h"
#include "storage/audit.h"
#include "storage/statement.h"

namespace chaos::hub::experiment {
namespace {

using storage::Columns;
using storage::execute;
using storage::record;
using storage::select;
using storage::select_one;

constexpr const char* kSelectSafeguard =
    "SELECT id, organization, team, experiment, kind, name, enabled, settings, created"
    " FROM safeguard ";

Safeguard read_safeguard(Columns& row) {
  return {.id = row.text(),
          .home = read_home(row),
          .experiment = row.text(),
          .kind = row.text(),
          .name = row.text(),
          .enabled = row.flag(),
          .settings = Json::parse(row.text()),
          .created = row.time()};
}

std::string settings_text(const Safeguard& safeguard) {
  return safeguard.settings.dump(-1, ' ', false, Json::error_handler_t::replace);
}

storage::Change change_of(const char* action, const Safeguard& safeguard) {
  return {.action = action,
          .subject = safeguard.id,
          .detail = safeguard.name + (safeguard.enabled ? ", on" : ", off"),
          .organization = safeguard.home.organization};
}

}  // namespace

std::vector<Safeguard> SqlSafeguardStore::safeguards(const Home& home) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  std::string(kSelectSafeguard) +
                      "WHERE team = :team AND organization = :organization ORDER BY id",
                  read_safeguard, home.team, home.organization);
  });
}

std::optional<Safeguard> SqlSafeguardStore::safeguard(const Home& home, const std::string& id) {
  return database_.read([&](soci::session& session) {
    return select_one(session,
                      std::string(kSelectSafeguard) +
                          "WHERE id = :id AND team = :team AND organization = :organization",
                      read_safeguard, id, home.team, home.organization);
  });
}

void SqlSafeguardStore::add_safeguard(const Safeguard& safeguard, const Deed& deed) {
  database_.write([&](soci::session& session) {
    execute(session,
            "INSERT INTO safeguard (id, organization, team, experiment, kind, name, enabled,"
            " settings, created) VALUES (:id, :organization, :team, :experiment, :kind, :name,"
            " :enabled, :settings, :created)",
            safeguard.id, safeguard.home.organization, safeguard.home.team, safeguard.experiment,
            safeguard.kind, safeguard.name, safeguard.enabled, settings_text(safeguard),
            safeguard.created);
    record(session, deed, change_of("safeguard.create", safeguard));
  });
}

void SqlSafeguardStore::change_safeguard(const Safeguard& safeguard, const Deed& deed) {
  database_.write([&](soci::session& session) {
    execute(session,
            "UPDATE safeguard SET experiment = :experiment, name = :name, enabled = :enabled,"
            " settings = :settings WHERE id = :id",
            safeguard.experiment, safeguard.name, safeguard.enabled, settings_text(safeguard),
            safeguard.id);
    record(session, deed, change_of("safeguard.change", safeguard));
  });
}

void SqlSafeguardStore::remove_safeguard(const Safeguard& safeguard, const Deed& deed) {
  database_.write([&](soci::session& session) {
    execute(session, "DELETE FROM safeguard WHERE id = :id", safeguard.id);
    record(session, deed, change_of("safeguard.remove", safeguard));
  });
}

void SqlSafeguardStore::approve(const Experiment& experiment, const std::string& approver,
                                const std::string& approver_name, const Deed& deed) {
  database_.write([&](soci::session& session) {
    execute(session,
            "INSERT INTO approval (experiment, version, approver, approver_name, time)"
            " VALUES (:experiment, :version, :approver, :name, :time) ON CONFLICT DO NOTHING",
            experiment.id, experiment.version, approver, approver_name, deed.time);
    record(session, deed,
           {.action = "experiment.approve",
            .subject = experiment.id,
            .detail = experiment.title,
            .organization = experiment.home.organization});
  });
}

std::vector<Execution> SqlSafeguardStore::running(const Home& home, Time since) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  std::string(kSelectExecution) +
                      "WHERE team = :team AND organization = :organization"
                      " AND status = 'running' AND last_seen >= :since ORDER BY id",
                  read_execution, home.team, home.organization, since);
  });
}

int SqlSafeguardStore::failures(const Home& home, const std::string& experiment, Time since) {
  return database_.read([&](soci::session& session) {
    return static_cast<int>(select_one(
                                session,
                                "SELECT COUNT(*) FROM execution WHERE team = :team"
                                " AND organization = :organization AND started >= :since"
                                " AND (:all = '' OR experiment = :experiment)"
                                " AND (deviated = 1 OR status IN ('failed', 'aborted'))",
                                [](Columns& row) { return row.number(); }, home.team,
                                home.organization, since, experiment, experiment)
                                .value_or(0));
  });
}

std::optional<std::string> SqlSafeguardStore::approver(const std::string& experiment) {
  return database_.read([&](soci::session& session) {
    return select_one(
        session,
        "SELECT approval.approver_name FROM approval JOIN experiment"
        " ON experiment.id = approval.experiment"
        " AND experiment.version = approval.version"
        " WHERE approval.experiment = :experiment",
        [](Columns& row) { return row.text(); }, experiment);
  });
}

}  // namespace chaos::hub::experiment

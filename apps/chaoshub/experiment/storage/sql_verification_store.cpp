#include "experiment/storage/sql_verification_store.h"

#include "experiment/storage/rows.h"
#include "experiment/storage/topics.h"
#include "service/refusal.h"
#include "storage/audit.h"
#include "storage/statement.h"

namespace chaos::hub::experiment {
namespace {

using storage::Columns;
using storage::execute;
using storage::record;
using storage::select;
using storage::select_one;

constexpr const char* kSelectVerification =
    "SELECT id, organization, team, experiment, title, created, measurement FROM verification ";
constexpr const char* kSelectRun =
    "SELECT run.id, run.verification, run.organization, run.team, run.experiment, run.execution,"
    " run.finished, run.status, run.results, run.started, run.ended, execution.last_seen"
    " FROM verification_run run JOIN execution ON execution.id = run.execution ";

Verification read_verification(Columns& row) {
  return {.id = row.text(),
          .team_ref = read_team_ref(row),
          .experiment = row.text(),
          .title = row.text(),
          .created = row.time(),
          .measurement = Json::parse(row.text(), nullptr, false)};
}

VerificationRun read_run(Columns& row) {
  return {.id = row.text(),
          .verification = row.text(),
          .team_ref = read_team_ref(row),
          .experiment = row.text(),
          .execution = row.text(),
          .finished = row.flag(),
          .status = row.text(),
          .results = row.text(),
          .started = row.time(),
          .ended = row.optional_time(),
          .last_seen = row.time()};
}

std::optional<VerificationRun> find_run(soci::session& session, const TeamRef& team_ref,
                                        const std::string& id) {
  return select_one(session,
                    std::string(kSelectRun) +
                        "WHERE run.id = :id AND run.organization = :organization"
                        " AND run.team = :team",
                    read_run, id, team_ref.organization, team_ref.team);
}

VerificationEvent read_event(Columns& row) {
  return {.id = row.number(),
          .run = row.text(),
          .category = row.text(),
          .payload = row.text(),
          .received = row.time()};
}

}  // namespace

std::optional<Verification> SqlVerificationStore::verification(const TeamRef& team_ref,
                                                               const std::string& id) {
  return database_.read([&](soci::session& session) {
    return select_one(session,
                      std::string(kSelectVerification) +
                          "WHERE team = :team AND organization = :organization AND id = :id",
                      read_verification, team_ref.team, team_ref.organization, id);
  });
}

std::optional<Verification> SqlVerificationStore::verification_of(const std::string& execution) {
  return database_.read([&](soci::session& session) {
    return select_one(session,
                      std::string(kSelectVerification) +
                          "WHERE (team, id) IN (SELECT team, verification FROM verification_run"
                          " WHERE execution = :execution)",
                      read_verification, execution);
  });
}

std::vector<TeamRef> SqlVerificationStore::team_refs_of(const std::string& verification) {
  return database_.read([&](soci::session& session) {
    return select(session, "SELECT organization, team FROM verification WHERE id = :id",
                  read_team_ref, verification);
  });
}

void SqlVerificationStore::add_verification(const Verification& verification,
                                            const AuditContext& audit) {
  database_.write([&](soci::session& session) {
    // Two first runs may start at the same time.
    const auto added =
        execute(session,
                "INSERT INTO verification (id, organization, team, experiment, title, created,"
                " measurement) VALUES (:id, :organization, :team, :experiment, :title, :created,"
                " :measurement)"
                " ON CONFLICT DO NOTHING",
                verification.id, verification.team_ref.organization, verification.team_ref.team,
                verification.experiment, verification.title, verification.created,
                verification.measurement.dump());
    if (added == 0) return;
    record(session, audit,
           {.action = "verification.create",
            .subject = verification.id,
            .detail = verification.title,
            .organization = verification.team_ref.organization});
  });
}

std::vector<Verification> SqlVerificationStore::verifications(const TeamRef& team_ref,
                                                              const std::string& before,
                                                              int limit) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  std::string(kSelectVerification) +
                      "WHERE team = :team AND organization = :organization"
                      " AND (:all = '' OR id < :before) ORDER BY id DESC LIMIT :limit",
                  read_verification, team_ref.team, team_ref.organization, before, before, limit);
  });
}

void SqlVerificationStore::add_run(const VerificationRun& run, const AuditContext& audit) {
  database_.write([&](soci::session& session) {
    execute(session,
            "INSERT INTO verification_run (id, verification, organization, team, experiment,"
            " execution, finished, status, results, started, ended) VALUES (:id, :verification,"
            " :organization, :team, :experiment, :execution, :finished, :status, :results,"
            " :started, :ended)",
            run.id, run.verification, run.team_ref.organization, run.team_ref.team, run.experiment,
            run.execution, run.finished, run.status, run.results, run.started, run.ended);
    record(session, audit,
           {.action = "verification.start",
            .subject = run.id,
            .organization = run.team_ref.organization});
  });
}

std::optional<VerificationRun> SqlVerificationStore::run(const TeamRef& team_ref,
                                                         const std::string& id) {
  return database_.read([&](soci::session& session) { return find_run(session, team_ref, id); });
}

VerificationRun SqlVerificationStore::finish_run(
    const TeamRef& team_ref, const std::string& id,
    const std::function<bool(VerificationRun&)>& finish, const AuditContext& audit) {
  return database_.write([&](soci::session& session) {
    execute(session, "UPDATE verification_run SET id = id WHERE id = :id", id);  // locks the row
    auto run = find_run(session, team_ref, id);
    if (!run) throw Refusal(Refusal::Kind::kUnknown, "run not found");
    if (!finish(*run)) return *std::move(run);
    execute(session,
            "UPDATE verification_run SET finished = :finished, status = :status,"
            " results = :results, ended = :ended WHERE id = :id",
            run->finished, run->status, run->results, run->ended, id);
    record(session, audit,
           {.action = "verification.finish",
            .subject = id,
            .detail = run->status,
            .organization = team_ref.organization});
    return *std::move(run);
  });
}

std::vector<VerificationRun> SqlVerificationStore::runs(const Verification& verification,
                                                        const std::string& before, int limit) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  std::string(kSelectRun) +
                      "WHERE run.team = :team AND run.verification = :verification"
                      " AND (:all = '' OR run.id < :before) ORDER BY run.id DESC LIMIT :limit",
                  read_run, verification.team_ref.team, verification.id, before, before, limit);
  });
}

std::int64_t SqlVerificationStore::add_event(const VerificationEvent& event) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    const auto heard_of = select(
        session,
        "UPDATE execution SET last_seen = :now WHERE id ="
        " (SELECT execution FROM verification_run WHERE id = :run) AND last_seen < :earlier"
        " RETURNING id, organization, team",
        [](Columns& row) {
          const std::string execution = row.text();
          return announcement_of(kExecutionChanged, read_team_ref(row), execution);
        },
        event.received, event.run, event.received);
    for (const storage::Announcement& announcement : heard_of)
      announcements.add(announcement);
    return select_one(
               session,
               "INSERT INTO verification_event (run, category, payload, received)"
               " VALUES (:run, :category, :payload, :received) RETURNING id",
               [](Columns& row) { return row.number(); }, event.run, event.category, event.payload,
               event.received)
        .value_or(0);
  });
}

std::vector<VerificationEvent> SqlVerificationStore::events(const std::string& run,
                                                            std::int64_t after, int limit) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  "SELECT id, run, category, payload, received FROM verification_event"
                  " WHERE run = :run AND id > :after ORDER BY id LIMIT :limit",
                  read_event, run, after, limit);
  });
}

}  // namespace chaos::hub::experiment

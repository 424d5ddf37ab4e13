#include "experiment/storage/sql_experiment_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "experiment/storage/rows.h"
#include "experiment/storage/search_text.h"
#include "experiment/storage/topics.h"
#include "experiment/storage/webhook_queue.h"
#include "service/refusal.h"
#include "storage/audit.h"
#include "storage/document.h"
#include "storage/record.h"
#include "storage/statement.h"

namespace chaos::hub::experiment {
namespace {

using storage::Columns;
using storage::execute;
using storage::record;
using storage::select;
using storage::select_one;

constexpr std::size_t kMostCached = 10'000;
constexpr std::size_t kMostEvents = 256;  // per transaction

/// The execution as it is stored now, locked until the transaction ends.
Execution lock_execution(soci::session& session, const TeamRef& team_ref, const std::string& id) {
  execute(session, "UPDATE execution SET id = id WHERE id = :id", id);
  auto found = select_one(session,
                          std::string(kSelectExecution) +
                              "WHERE id = :id AND organization = :organization AND team = :team",
                          read_execution, id, team_ref.organization, team_ref.team);
  if (!found) throw Refusal(Refusal::Kind::kUnknown, "execution not found");
  return *std::move(found);
}

/// The latest version with the content that was run; 0 if there is none.
int version_run(soci::session& session, const Execution& execution) {
  return static_cast<int>(select_one(
                              session,
                              "SELECT COALESCE(MAX(number), 0) FROM experiment_version"
                              " WHERE experiment = :experiment AND digest = :digest",
                              [](Columns& row) { return row.number(); }, execution.experiment,
                              execution.digest)
                              .value_or(0));
}

}  // namespace

SqlExperimentStore::SqlExperimentStore(storage::Database& database)
    : database_(database),
      others_(database, [this](auto announcements) { forget(announcements); }),
      new_events_(kMostEvents, [this](auto events) { return add_events(events); }),
      executions_(kMostCached) {
  fill_in_search_texts(database_);
}

void SqlExperimentStore::forget(std::span<const storage::Announcement> announcements) {
  for (const storage::Announcement& announcement : announcements)
    if (announcement.topic == kExecutionChanged || announcement.topic == kStopRequested)
      executions_.forget(announcement.subject);
    else if (announcement.topic == kEventAdded)
      note_event(new_event_in(announcement));
    else if (announcement.topic == kTeamRemoved || announcement.topic == storage::kUnknown)
      executions_.clear();
}

/// An event only changes when its execution last reported.
void SqlExperimentStore::note_event(const NewEvent& event) {
  executions_.change(event.execution, [&](std::optional<Execution>& execution) {
    execution->last_seen = std::max(execution->last_seen, event.received);
    return true;
  });
}

std::optional<Execution> SqlExperimentStore::add_execution(const Execution& execution,
                                                           const std::string& journal,
                                                           const AuditContext& audit) {
  return database_.write([&](soci::session& session,
                             storage::Announcements& announcements) -> std::optional<Execution> {
    require_team(session, execution.team_ref);
    const auto added = execute(
        session,
        "INSERT INTO execution (id, experiment, organization, team, title, status, deviated,"
        " outcome, tags, author, author_name, started, ended, last_seen, document, run_key,"
        " closed_by, search_text, duration, version) VALUES (:id, :experiment, :organization, "
        ":team, :title,"
        " :status, :deviated, :outcome, :tags, :author, :author_name, :started, :ended, :last_seen,"
        " :document, :run_key, :closed_by, :search_text, :duration, :version) ON CONFLICT DO "
        "NOTHING",
        execution.id, execution.experiment, execution.team_ref.organization,
        execution.team_ref.team, execution.title, execution.status, execution.deviated,
        to_text(execution.outcome), tags_to_text(execution.tags), execution.author,
        execution.author_name, execution.started, execution.ended, execution.last_seen,
        execution.document, execution.run_key, execution.closed_by,
        put_search_text(session, search_text_of(execution)), duration_of(execution),
        version_run(session, execution));
    if (added == 0)
      return select_one(
          session,
          std::string(kSelectExecution) + "WHERE experiment = :experiment AND run_key = :run_key",
          read_execution, execution.experiment, execution.run_key);
    storage::add_document(session, execution.document, journal);
    announcements.add(announcement_of(kExecutionChanged, execution.team_ref, execution.id));
    if (execution.is_running())
      tell_of_start(session, announcements, execution, audit.time);
    else
      tell_of_end(session, announcements, execution, audit.time);
    record(session, audit,
           {.action = "execution.open",
            .subject = execution.id,
            .detail = execution.title,
            .organization = execution.team_ref.organization});
    return std::nullopt;
  });
}

std::optional<Execution> SqlExperimentStore::execution(const TeamRef& team_ref,
                                                       const std::string& id) {
  others_.catch_up();
  return executions_.get(
      storage::cache_key({team_ref.organization, team_ref.team, id}),
      [&] { return read_execution_of(team_ref, id); },
      // Anyone can ask for executions that don't exist: these are not cached.
      [](const auto& found) { return found ? found->id : ""; });
}

std::optional<Execution> SqlExperimentStore::read_execution_of(const TeamRef& team_ref,
                                                               const std::string& id) {
  return database_.read([&](soci::session& session) {
    return select_one(session,
                      std::string(kSelectExecution) +
                          "WHERE id = :id AND organization = :organization AND team = :team",
                      read_execution, id, team_ref.organization, team_ref.team);
  });
}

ChangedExecution SqlExperimentStore::change_execution(const TeamRef& team_ref,
                                                      const std::string& id,
                                                      const ExecutionChange& change,
                                                      const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    require_team(session, team_ref);  // or its new journal would outlive the team
    ChangedExecution changed{.before = lock_execution(session, team_ref, id), .after = {}};
    changed.after = changed.before;
    Execution& after = changed.after;
    change.decide(after);
    if (after.version.value_or(0) == 0 && !after.digest.empty())
      after.version = version_run(session, after);
    if (change.journal) {
      storage::remove_document(session, changed.before.document);
      storage::add_document(session, after.document, *change.journal);
    }
    execute(session,
            "UPDATE execution SET status = :status, deviated = :deviated, outcome = :outcome,"
            " started = :started, ended = :ended, last_seen = :last_seen, document = :document,"
            " closed_by = :closed_by, duration = :duration, version = :version WHERE id = :id",
            after.status, after.deviated, to_text(after.outcome), after.started, after.ended,
            after.last_seen, after.document, after.closed_by, duration_of(after),
            after.version.value_or(-1), id);
    announcements.add(announcement_of(kExecutionChanged, team_ref, id));
    if (is_news_of_end(changed)) tell_of_end(session, announcements, after, audit.time);
    record(session, audit,
           {.action = change.action,
            .subject = id,
            .detail = after.status,
            .organization = team_ref.organization});
    return changed;
  });
}

bool SqlExperimentStore::request_stop(const Execution& execution, const StopRequest& stop,
                                      const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    const auto requested = execute(session,
                                   "UPDATE execution SET stop_by = :by, stop_reason = :reason,"
                                   " stop_roll_back = :roll_back WHERE id = :id AND ended = ''",
                                   stop.by, stop.reason, stop.roll_back, execution.id);
    if (requested == 0) return false;
    announcements.add(announcement_of(kStopRequested, execution.team_ref, execution.id));
    record(session, audit,
           {.action = "execution.stop",
            .subject = execution.id,
            .detail = execution.title,
            .organization = execution.team_ref.organization});
    return true;
  });
}

std::vector<Execution> SqlExperimentStore::executions_without_outcome(int limit) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  std::string(kSelectExecution) + "WHERE outcome = '' ORDER BY id LIMIT :limit",
                  read_execution, limit);
  });
}

void SqlExperimentStore::set_missing_outcome(const std::string& execution,
                                             ExecutionOutcome outcome) {
  database_.write([&](soci::session& session, storage::Announcements& announcements) {
    const auto team_refs = select(session,
                                  "UPDATE execution SET outcome = :outcome WHERE id = :id"
                                  " AND outcome = '' RETURNING organization, team",
                                  read_team_ref, to_text(outcome), execution);
    for (const TeamRef& team_ref : team_refs)
      announcements.add(announcement_of(kExecutionChanged, team_ref, execution));
  });
}

void SqlExperimentStore::remove_team(const TeamRef& team_ref, const AuditContext& audit) {
  database_.write([&](soci::session& session, storage::Announcements& announcements) {
    lock_team(session, team_ref);
    lock_events(session, team_ref.team);
    for (const char* documents :
         {"SELECT version.document FROM experiment_version version JOIN experiment"
          " ON experiment.id = version.experiment WHERE experiment.team = :team"
          " AND experiment.organization = :organization",
          "SELECT document FROM execution WHERE team = :team AND organization = :organization"})
      execute(session,
              std::string("DELETE FROM document_part WHERE document IN (") + documents + ")",
              team_ref.team, team_ref.organization);
    // Rows that belong to experiments are deleted with them.
    execute(session, "DELETE FROM search_text WHERE team = :team", team_ref.team);
    for (const char* table : {"safeguard", "experiment"})
      execute(session,
              std::string("DELETE FROM ") + table +
                  " WHERE team = :team AND organization = :organization",
              team_ref.team, team_ref.organization);
    execute(session, "DELETE FROM webhook WHERE id = :team AND organization = :organization",
            team_ref.team, team_ref.organization);
    execute(session,
            "INSERT INTO removed_team (team, time) VALUES (:team, :time) ON CONFLICT DO NOTHING",
            team_ref.team, audit.time);
    announcements.add(announcement_of(kTeamRemoved, team_ref));
    record(
        session, audit,
        {.action = "team.remove", .subject = team_ref.team, .organization = team_ref.organization});
  });
}

std::function<std::optional<std::string>()> SqlExperimentStore::text(const std::string& document) {
  return storage::document_parts(database_, document);
}

}  // namespace chaos::hub::experiment

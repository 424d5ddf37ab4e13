#include "experiment/storage/rows.h"

#include <fmt/format.h>

#include <sstream>

#include "experiment/storage/topics.h"
#include "service/refusal.h"
#include "storage/record.h"

namespace chaos::hub::experiment {

const char* const kSelectExperiment =
    "SELECT id, organization, team, title, source, tags, version, created, changed FROM "
    "experiment ";
const char* const kSelectExecution =
    "SELECT id, experiment, organization, team, title, status, deviated, outcome, tags, author,"
    " author_name, started, ended, last_seen, document, run_key, closed_by, stop_by, stop_reason,"
    " stop_roll_back, version FROM execution ";

const char* const kSelectSafeguard =
    "SELECT id, organization, team, experiment, kind, name, enabled, settings, created, changed,"
    " changed_by, version FROM safeguard ";

TeamRef read_team_ref(storage::Columns& row) {
  return {.organization = row.text(), .team = row.text()};
}

Experiment read_experiment(storage::Columns& row) {
  return {.id = row.text(),
          .team_ref = read_team_ref(row),
          .title = row.text(),
          .source = row.text(),
          .tags = tags_from(row.text()),
          .version = static_cast<int>(row.number()),
          .created = row.time(),
          .changed = row.time()};
}

std::optional<Experiment> find_experiment(soci::session& session, const TeamRef& team_ref,
                                          const std::string& id) {
  return storage::select_one(session,
                             std::string(kSelectExperiment) +
                                 "WHERE id = :id AND organization = :organization AND team = :team",
                             read_experiment, id, team_ref.organization, team_ref.team);
}

std::optional<StopRequest> read_stop(storage::Columns& row) {
  StopRequest stop{.by = row.text(), .reason = row.text(), .roll_back = row.flag()};
  return stop.by.empty() ? std::nullopt : std::optional(std::move(stop));
}

/// Negative in rows that are older than the column.
std::optional<int> read_version(storage::Columns& row) {
  const auto version = static_cast<int>(row.number());
  return version < 0 ? std::nullopt : std::optional(version);
}

Execution read_execution(storage::Columns& row) {
  return {.id = row.text(),
          .experiment = row.text(),
          .team_ref = read_team_ref(row),
          .title = row.text(),
          .status = row.text(),
          .deviated = row.flag(),
          .outcome = outcome_named(row.text()).value_or(ExecutionOutcome::kUnknown),
          .tags = tags_from(row.text()),
          .author = row.text(),
          .author_name = row.text(),
          .started = row.time(),
          .ended = row.optional_time(),
          .last_seen = row.time(),
          .document = row.text(),
          .run_key = row.text(),
          .closed_by = row.text(),
          .stop = read_stop(row),
          .version = read_version(row)};
}

Safeguard read_safeguard(storage::Columns& row) {
  Safeguard safeguard = {.id = row.text(),
                         .team_ref = read_team_ref(row),
                         .experiment = row.text(),
                         .kind = row.text(),
                         .name = row.text(),
                         .enabled = row.flag(),
                         .settings = Json::parse(row.text()),
                         .created = row.time()};
  safeguard.changed = row.optional_time().value_or(safeguard.created);
  safeguard.changed_by = row.text();
  safeguard.version = static_cast<int>(row.number());
  return safeguard;
}

void lock_team(soci::session& session, const TeamRef& team_ref) {
  storage::serialize(session, "team " + team_ref.team);
}

void require_team(soci::session& session, const TeamRef& team_ref) {
  lock_team(session, team_ref);
  const auto removed = storage::select(
      session, "SELECT team FROM removed_team WHERE team = :team",
      [](storage::Columns& row) { return row.text(); }, team_ref.team);
  if (!removed.empty()) throw Refusal(Refusal::Kind::kUnknown, "team not found");
}

storage::Announcement announcement_of(const char* topic, const TeamRef& team_ref,
                                      const std::string& subject) {
  return {.topic = topic,
          .organization = team_ref.organization,
          .team = team_ref.team,
          .subject = subject};
}

storage::Announcement announcement_of(const Event& event, std::int64_t id) {
  return announcement_of(kEventAdded, event.team_ref,
                         fmt::format("{} {} {}", id, event.execution, to_text(event.received)));
}

NewEvent new_event_in(const storage::Announcement& announcement) {
  NewEvent event;
  std::string received;
  std::istringstream(announcement.subject) >> event.id >> event.execution >> received;
  event.received = time_from(received).value_or(Time{});
  return event;
}

void lock_events(soci::session& session, const std::string& team) {
  storage::serialize(session, "events " + team);
}

std::string tags_to_text(const std::vector<std::string>& tags) {
  return Json(tags).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> tags_from(const std::string& text) {
  return Json::parse(text).get<std::vector<std::string>>();
}

}  // namespace chaos::hub::experiment

#include <algorithm>
#include <map>
#include <set>

#include "experiment/storage/rows.h"
#include "experiment/storage/sql_experiment_store.h"
#include "storage/statement.h"

/// The part of the store that contains the events of executions.
namespace chaos::hub::experiment {
namespace {

using storage::Columns;
using storage::execute;
using storage::select;
using storage::select_one;

constexpr const char* kSelectEvent =
    "SELECT id, execution, organization, team, uid, type, name, received, data FROM event ";

Event read_event(Columns& row) {
  return {.id = row.number(),
          .execution = row.text(),
          .team_ref = read_team_ref(row),
          .uid = row.text(),
          .type = row.text(),
          .name = row.text(),
          .received = row.time(),
          .data = row.text()};
}

using Events = std::span<const Event* const>;
/// Event identifiers by execution and uid.
using Ids = std::map<std::pair<std::string, std::string>, std::int64_t>;

/// Events of a team are stored one transaction at a time. Teams are locked in a fixed order to
/// prevent deadlocks.
void lock_teams(soci::session& session, Events events) {
  std::set<std::string> teams;
  for (const Event* event : events)
    teams.insert(event->team_ref.team);
  for (const std::string& team : teams)
    lock_events(session, team);
}

/// Inserts those that are new.
Ids insert(soci::session& session, Events events) {
  storage::Rows rows;
  for (const Event* event : events)
    rows.add({event->execution, event->team_ref.organization, event->team_ref.team, event->uid,
              event->type, event->name, to_text(event->received), event->data});
  Ids ids;
  storage::select_bound(
      session,
      "INSERT INTO event (execution, organization, team, uid, type, name, received, data) VALUES " +
          rows.sql() + " ON CONFLICT DO NOTHING RETURNING execution, uid, id",
      rows.values(), [&](Columns& row) {
        std::pair<std::string, std::string> key{row.text(), row.text()};  // evaluated in order
        return ids[std::move(key)] = row.number();
      });
  return ids;
}

std::int64_t id_of(soci::session& session, const Event& event) {
  return select_one(
             session, "SELECT id FROM event WHERE execution = :execution AND uid = :uid",
             [](Columns& row) { return row.number(); }, event.execution, event.uid)
      .value_or(0);
}

}  // namespace

std::int64_t SqlExperimentStore::add_event(const Event& event) {
  return new_events_.run(event);
}

std::vector<std::int64_t> SqlExperimentStore::add_events(Events events) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    lock_teams(session, events);
    const Ids added = insert(session, events);
    std::map<std::string, const Event*> latest;  // for each execution
    std::set<std::int64_t> announced;
    std::vector<std::int64_t> ids;
    for (const Event* event : events) {
      const auto found = added.find({event->execution, event->uid});
      ids.push_back(found == added.end() ? id_of(session, *event) : found->second);
      // There may be duplicates within the batch too.
      if (found == added.end() || !announced.insert(ids.back()).second) continue;
      latest[event->execution] = event;
      announcements.add(announcement_of(*event, ids.back()));
    }
    for (const auto& [execution, event] : latest)
      execute(session,
              "UPDATE execution SET last_seen = :now WHERE id = :id AND last_seen < :earlier",
              event->received, execution, event->received);
    return ids;
  });
}

std::vector<Event> SqlExperimentStore::events(const TeamRef& team_ref, const std::string& execution,
                                              std::int64_t after, int limit) {
  return database_.read([&](soci::session& session) {
    const std::string rest =
        "team = :team AND organization = :organization AND id > :after"
        " ORDER BY id LIMIT :limit";
    if (execution.empty())
      return select(session, kSelectEvent + ("WHERE " + rest), read_event, team_ref.team,
                    team_ref.organization, after, limit);
    return select(session, kSelectEvent + ("WHERE execution = :execution AND " + rest), read_event,
                  execution, team_ref.team, team_ref.organization, after, limit);
  });
}

std::int64_t SqlExperimentStore::last_event(const TeamRef& team_ref) {
  return database_.read([&](soci::session& session) {
    return select_one(
               session, "SELECT COALESCE(MAX(id), 0) FROM event WHERE team = :team",
               [](Columns& row) { return row.number(); }, team_ref.team)
        .value_or(0);
  });
}

std::vector<Event> SqlExperimentStore::latest_events(const Execution& execution, int limit) {
  auto events = database_.read([&](soci::session& session) {
    return select(session,
                  kSelectEvent + std::string("WHERE execution = :execution"
                                             " ORDER BY id DESC LIMIT :limit"),
                  read_event, execution.id, limit);
  });
  std::ranges::reverse(events);
  return events;
}

}  // namespace chaos::hub::experiment

#include "experiment/storage/sql_safeguard_store.h"

#include <algorithm>

#include "experiment/model/safeguard/settings.h"
#include "experiment/model/webhook_message.h"
#include "experiment/storage/rows.h"
#include "experiment/storage/topics.h"
#include "experiment/storage/webhook_queue.h"
#include "service/refusal.h"
#include "storage/audit.h"
#include "storage/record.h"
#include "storage/statement.h"

namespace chaos::hub::experiment {
namespace {

using storage::Columns;
using storage::execute;
using storage::record;
using storage::select;
using storage::select_one;

std::string settings_text(const Safeguard& safeguard) {
  return safeguard.settings.dump(-1, ' ', false, Json::error_handler_t::replace);
}

storage::Change change_of(const char* action, const Safeguard& safeguard) {
  return {.action = action,
          .subject = safeguard.id,
          .detail = safeguard.name + (safeguard.enabled ? ", on" : ", off"),
          .organization = safeguard.team_ref.organization};
}

std::optional<Safeguard> find(soci::session& session, const TeamRef& team_ref,
                              const std::string& id) {
  return select_one(session,
                    std::string(kSelectSafeguard) +
                        "WHERE id = :id AND team = :team AND organization = :organization",
                    read_safeguard, id, team_ref.team, team_ref.organization);
}

/// The safeguard, locked until the transaction ends, with its version incremented.
Safeguard lock(soci::session& session, const TeamRef& team_ref, const std::string& id,
               const VersionCondition& condition = {}) {
  const bool known = storage::begin_change(session, "safeguard", id, condition);
  auto found = known ? find(session, team_ref, id) : std::nullopt;
  if (!found) throw Refusal(Refusal::Kind::kUnknown, "safeguard not found");
  return *std::move(found);
}

/// A safeguard for an experiment that does not exist would apply to nothing.
void require_experiment(soci::session& session, const Safeguard& safeguard) {
  if (!safeguard.experiment.empty() &&
      !find_experiment(session, safeguard.team_ref, safeguard.experiment))
    throw Refusal(Refusal::Kind::kUnknown, "experiment not found");
}

void insert(soci::session& session, const Safeguard& safeguard, const AuditContext& audit) {
  require_team(session, safeguard.team_ref);
  require_experiment(session, safeguard);
  execute(session,
          "INSERT INTO safeguard (id, organization, team, experiment, kind, name, enabled,"
          " settings, created, changed, changed_by, version) VALUES (:id, :organization, :team,"
          " :experiment, :kind, :name, :enabled, :settings, :created, :changed, :changed_by,"
          " :version)",
          safeguard.id, safeguard.team_ref.organization, safeguard.team_ref.team,
          safeguard.experiment, safeguard.kind, safeguard.name, safeguard.enabled,
          settings_text(safeguard), safeguard.created, safeguard.changed, safeguard.changed_by,
          safeguard.version);
  record(session, audit, change_of("safeguard.create", safeguard));
}

/// Safeguards that halt the whole team, enabled or not.
std::vector<Safeguard> halts_of(soci::session& session, const TeamRef& team_ref) {
  return select(session,
                std::string(kSelectSafeguard) +
                    "WHERE team = :team AND organization = :organization AND kind = 'halt'"
                    " AND experiment = '' ORDER BY id",
                read_safeguard, team_ref.team, team_ref.organization);
}

bool halts_all(const Safeguard& safeguard) {
  return safeguard.enabled && safeguard.kind == "halt" && safeguard.experiment.empty();
}

/// `was_halted`: whether the same safeguard already halted the team.
void tell_of_halt(soci::session& session, storage::Announcements& announcements,
                  const Safeguard& safeguard, bool was_halted, Time now) {
  if (halts_all(safeguard) && !was_halted)
    queue_message(session, announcements, safeguard.team_ref, WebhookEvent::kHalted,
                  halted_message(safeguard), now);
}

/// Saves the current state, so that the following change can be undone.
void keep_former(soci::session& session, const Safeguard& safeguard) {
  execute(session,
          "INSERT INTO safeguard_former (safeguard, experiment, name, enabled, settings)"
          " VALUES (:id, :experiment, :name, :enabled, :settings) ON CONFLICT (safeguard) DO UPDATE"
          " SET experiment = excluded.experiment, name = excluded.name,"
          " enabled = excluded.enabled, settings = excluded.settings",
          safeguard.id, safeguard.experiment, safeguard.name, safeguard.enabled,
          settings_text(safeguard));
}

void update(soci::session& session, const Safeguard& safeguard, const AuditContext& audit) {
  execute(session,
          "UPDATE safeguard SET experiment = :experiment, name = :name, enabled = :enabled,"
          " settings = :settings, changed = :changed, changed_by = :changed_by WHERE id = :id",
          safeguard.experiment, safeguard.name, safeguard.enabled, settings_text(safeguard),
          safeguard.changed, safeguard.changed_by, safeguard.id);
  record(session, audit, change_of("safeguard.change", safeguard));
}

Safeguard put_enabled(soci::session& session, Safeguard safeguard, bool enabled,
                      const std::string& name, const AuditContext& audit) {
  keep_former(session, safeguard);
  safeguard.enabled = enabled;
  safeguard.changed = audit.time;
  safeguard.changed_by = name;
  execute(session,
          "UPDATE safeguard SET enabled = :enabled, changed = :changed, changed_by = :name"
          " WHERE id = :id",
          safeguard.enabled, safeguard.changed, safeguard.changed_by, safeguard.id);
  record(session, audit, change_of("safeguard.change", safeguard));
  return safeguard;
}

std::string key_of(const TeamRef& team_ref) {
  return storage::cache_key({team_ref.organization, team_ref.team});
}

constexpr std::size_t kMostCached = 10'000;
const std::string kHalts = "halts";  // the key of the cached halts, and their group

}  // namespace

SqlSafeguardStore::SqlSafeguardStore(storage::Database& database)
    : database_(database),
      others_(database, [this](auto announcements) { forget(announcements); }),
      halts_(1),
      safeguards_(kMostCached),
      running_(kMostCached),
      failures_(kMostCached),
      approvals_(kMostCached) {}

void SqlSafeguardStore::forget(std::span<const storage::Announcement> announcements) {
  for (const storage::Announcement& announcement : announcements)
    forget(announcement);
}

void SqlSafeguardStore::forget(const storage::Announcement& announcement) {
  const std::string& topic = announcement.topic;
  const bool removed = topic == kTeamRemoved;
  if (topic == kSafeguardsChanged || removed) {
    safeguards_.forget(announcement.team);
    halts_.forget(kHalts);
  }
  if (topic == kEventAdded) note_event(announcement.team, new_event_in(announcement));
  if (topic == kExecutionChanged || topic == kStopRequested || removed)
    running_.forget(announcement.team);
  if (topic == kExecutionChanged || removed) failures_.forget(announcement.team);
  if (topic == kExperimentChanged) approvals_.forget(announcement.subject);
  if (topic == storage::kUnknown) {
    halts_.clear();
    safeguards_.clear();
    running_.clear();
    failures_.clear();
    approvals_.clear();
  }
}

/// An event only changes when its execution last reported. A silent execution may count as running
/// again.
void SqlSafeguardStore::note_event(const std::string& team, const NewEvent& event) {
  running_.change(team, [&](Since<Execution>& running) {
    const auto found = std::ranges::find(running.all, event.execution, &Execution::id);
    if (found == running.all.end()) return false;
    found->last_seen = std::max(found->last_seen, event.received);
    return true;
  });
}

std::vector<Safeguard> SqlSafeguardStore::safeguards(const TeamRef& team_ref) {
  others_.catch_up();
  return safeguards_.get(
      key_of(team_ref), [&] { return read_safeguards(team_ref); },
      [&](const auto&) { return team_ref.team; });
}

std::vector<Safeguard> SqlSafeguardStore::read_safeguards(const TeamRef& team_ref) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  std::string(kSelectSafeguard) +
                      "WHERE team = :team AND organization = :organization ORDER BY id",
                  read_safeguard, team_ref.team, team_ref.organization);
  });
}

std::shared_ptr<const HaltsByTeam> SqlSafeguardStore::halts_in_force() {
  others_.catch_up();
  return halts_.get(
      kHalts, [&] { return std::make_shared<const HaltsByTeam>(read_halts()); },
      [](const auto&) { return kHalts; });
}

HaltsByTeam SqlSafeguardStore::read_halts() {
  return database_.read([&](soci::session& session) {
    HaltsByTeam halts;
    for (const Safeguard& halt :
         select(session,
                std::string(kSelectSafeguard) +
                    "WHERE enabled = 1 AND kind = 'halt' AND experiment = ''"
                    " ORDER BY id",
                read_safeguard))
      halts.try_emplace(halt.team_ref.team,
                        Halt{.organization = halt.team_ref.organization,
                             .team = halt.team_ref.team,
                             .reason = text_setting(halt.settings, "reason", ""),
                             .by = halt.changed_by,
                             .since = halt.changed});
    return halts;
  });
}

std::optional<Safeguard> SqlSafeguardStore::safeguard(const TeamRef& team_ref,
                                                      const std::string& id) {
  return database_.read([&](soci::session& session) { return find(session, team_ref, id); });
}

void SqlSafeguardStore::add_safeguard(const Safeguard& safeguard, const AuditContext& audit) {
  database_.write([&](soci::session& session, storage::Announcements& announcements) {
    insert(session, safeguard, audit);
    announcements.add(announcement_of(kSafeguardsChanged, safeguard.team_ref));
    tell_of_halt(session, announcements, safeguard, false, audit.time);
  });
}

Safeguard SqlSafeguardStore::change_safeguard(const TeamRef& team_ref, const std::string& id,
                                              const VersionCondition& condition,
                                              const std::function<void(Safeguard&)>& change,
                                              const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    announcements.add(announcement_of(kSafeguardsChanged, team_ref));
    Safeguard safeguard = lock(session, team_ref, id, condition);
    const bool was_halted = halts_all(safeguard);
    const std::string former_experiment = safeguard.experiment;
    keep_former(session, safeguard);
    change(safeguard);
    if (safeguard.experiment != former_experiment) require_experiment(session, safeguard);
    update(session, safeguard, audit);
    tell_of_halt(session, announcements, safeguard, was_halted, audit.time);
    return safeguard;
  });
}

Safeguard SqlSafeguardStore::undo_change(const TeamRef& team_ref, const std::string& id,
                                         const VersionCondition& condition, const std::string& name,
                                         const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    announcements.add(announcement_of(kSafeguardsChanged, team_ref));
    const Safeguard safeguard = lock(session, team_ref, id, condition);
    auto former = select_one(
        session,
        "SELECT experiment, name, enabled, settings FROM safeguard_former WHERE safeguard = :id",
        [&](Columns& row) {
          Safeguard one = safeguard;
          one.experiment = row.text();
          one.name = row.text();
          one.enabled = row.flag();
          one.settings = Json::parse(row.text());
          return one;
        },
        id);
    if (!former) throw Refusal(Refusal::Kind::kConflict, "there is no change to undo");
    if (former->experiment != safeguard.experiment) require_experiment(session, *former);
    former->changed = audit.time;
    former->changed_by = name;
    keep_former(session, safeguard);
    update(session, *former, audit);
    tell_of_halt(session, announcements, *former, halts_all(safeguard), audit.time);
    return *std::move(former);
  });
}

Safeguard SqlSafeguardStore::set_enabled(const TeamRef& team_ref, const std::string& id,
                                         bool enabled, const std::string& name,
                                         const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    announcements.add(announcement_of(kSafeguardsChanged, team_ref));
    const Safeguard former = lock(session, team_ref, id);
    Safeguard safeguard = put_enabled(session, former, enabled, name, audit);
    tell_of_halt(session, announcements, safeguard, halts_all(former), audit.time);
    return safeguard;
  });
}

Safeguard SqlSafeguardStore::halt(const Safeguard& fresh, const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    announcements.add(announcement_of(kSafeguardsChanged, fresh.team_ref));
    storage::serialize(session, "halt " + fresh.team_ref.team);
    const auto known = halts_of(session, fresh.team_ref);
    if (known.empty()) {
      insert(session, fresh, audit);
      tell_of_halt(session, announcements, fresh, false, audit.time);
      return fresh;
    }
    Safeguard halt = lock(session, fresh.team_ref, known.front().id);
    execute(session, "UPDATE safeguard SET settings = :settings WHERE id = :id",
            settings_text(fresh), halt.id);
    halt.settings = fresh.settings;
    halt = put_enabled(session, halt, true, fresh.changed_by, audit);
    tell_of_halt(session, announcements, halt, false, audit.time);
    return halt;
  });
}

std::vector<Safeguard> SqlSafeguardStore::resume(const TeamRef& team_ref, const std::string& name,
                                                 const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    announcements.add(announcement_of(kSafeguardsChanged, team_ref));
    storage::serialize(session, "halt " + team_ref.team);
    std::vector<Safeguard> resumed;
    for (const Safeguard& known : halts_of(session, team_ref))
      if (known.enabled)
        resumed.push_back(
            put_enabled(session, lock(session, team_ref, known.id), false, name, audit));
    return resumed;
  });
}

Safeguard SqlSafeguardStore::remove_safeguard(const TeamRef& team_ref, const std::string& id,
                                              const VersionCondition& condition,
                                              const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    announcements.add(announcement_of(kSafeguardsChanged, team_ref));
    Safeguard safeguard = lock(session, team_ref, id, condition);
    execute(session, "DELETE FROM safeguard WHERE id = :id", id);
    record(session, audit, change_of("safeguard.remove", safeguard));
    return safeguard;
  });
}

std::vector<Execution> SqlSafeguardStore::running(const TeamRef& team_ref, Time since) {
  others_.catch_up();
  auto known = running_.get(
      key_of(team_ref),
      [&] { return Since<Execution>{.since = since, .all = read_running(team_ref, since)}; },
      [&](const auto&) { return team_ref.team; },
      [&](const auto& value) { return value.since <= since; });
  std::erase_if(known.all, [&](const Execution& execution) { return execution.last_seen < since; });
  return std::move(known.all);
}

int SqlSafeguardStore::failures(const TeamRef& team_ref, const std::string& experiment,
                                Time since) {
  others_.catch_up();
  const auto known = failures_.get(
      key_of(team_ref) + experiment,
      [&] {
        return Since<Time>{.since = since, .all = read_failures(team_ref, experiment, since)};
      },
      [&](const auto&) { return team_ref.team; },
      [&](const auto& value) { return value.since <= since; });
  return static_cast<int>(
      std::ranges::count_if(known.all, [&](Time started) { return started >= since; }));
}

std::vector<Execution> SqlSafeguardStore::read_running(const TeamRef& team_ref, Time since) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  std::string(kSelectExecution) +
                      "WHERE team = :team AND organization = :organization"
                      " AND status = 'running' AND last_seen >= :since ORDER BY id",
                  read_execution, team_ref.team, team_ref.organization, since);
  });
}

std::vector<Time> SqlSafeguardStore::read_failures(const TeamRef& team_ref,
                                                   const std::string& experiment, Time since) {
  return database_.read([&](soci::session& session) {
    return select(
        session,
        "SELECT started FROM execution WHERE team = :team"
        " AND organization = :organization AND started >= :since"
        " AND (:all = '' OR experiment = :experiment)"
        " AND (deviated = 1 OR status IN ('failed', 'aborted'))",
        [](Columns& row) { return row.time(); }, team_ref.team, team_ref.organization, since,
        experiment, experiment);
  });
}

}  // namespace chaos::hub::experiment

#include "dashboard/storage/sql_directory_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "dashboard/storage/rows.h"
#include "service/refusal.h"
#include "storage/audit.h"
#include "storage/record.h"
#include "storage/statement.h"

namespace chaos::hub::dashboard {
namespace {

using storage::Columns;
using storage::execute;
using storage::record;
using storage::select;
using storage::select_one;

constexpr std::size_t kMostCached = 10'000;
constexpr std::size_t kMostTeamLists = 1'000;

/// Names are compared by this key: ASCII letters in lower case.
std::string key_of(std::string name) {
  std::ranges::transform(name, name.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

[[noreturn]] void refuse_taken(const std::string& name) {
  throw Refusal(Refusal::Kind::kConflict, fmt::format("the name '{}' is taken", name));
}

constexpr const char* kOrganizationColumns =
    "SELECT organization.id, organization.name, organization.personal, organization.description,"
    " organization.created, organization.version FROM organization ";
/// Organizations are sorted by this key. The column was meant to be unique once; names no longer
/// are.
std::string sort_key_of(const Organization& organization) {
  return key_of(organization.name) + " " + organization.id;
}

Organization read_organization(Columns& row) {
  return {.id = row.text(),
          .name = row.text(),
          .personal = row.flag(),
          .description = row.text(),
          .created = row.time(),
          .version = static_cast<int>(row.number())};
}

std::optional<Organization> find_organization(soci::session& session, const std::string& id) {
  return select_one(session, std::string(kOrganizationColumns) + "WHERE id = :id",
                    read_organization, id);
}

std::vector<Team> find_teams(soci::session& session, const std::string& organization) {
  return select(session, std::string(kTeamColumns) + "WHERE organization = :id ORDER BY name_key",
                read_team, organization);
}

/// In the transaction that deletes it, so that the other services are certain to be told.
void remember_removed(soci::session& session, const Team& team, Time now) {
  execute(session,
          "INSERT INTO removed_team (team, organization, time)"
          " VALUES (:team, :organization, :time)",
          team.id, team.organization, now);
}

/// The team, locked until the transaction ends.
std::optional<Team> begin_team_change(soci::session& session, const std::string& organization,
                                      const std::string& id, const VersionCondition& condition) {
  if (!find_team(session, organization, id))
    return std::nullopt;  // belongs to another organization
  if (!storage::begin_change(session, "team", id, condition)) return std::nullopt;
  return find_team(session, organization, id);
}

/// Throws Refusal if the account belongs to an organization with that name other than `id`. Waits
/// for concurrent transactions that change the account's memberships.
void require_free_name(soci::session& session, const std::string& account, const std::string& name,
                       const std::string& id) {
  storage::serialize(session, "account " + account);
  const auto all = select(session,
                          std::string(kOrganizationColumns) +
                              "JOIN organization_member ON organization_member.organization ="
                              " organization.id WHERE organization_member.account = :account",
                          read_organization, account);
  for (const Organization& other : all)
    if (other.id != id && key_of(other.name) == key_of(name))
      throw Refusal(Refusal::Kind::kConflict,
                    fmt::format("you already belong to an organization named '{}'", other.name));
}

void insert(soci::session& session, const Organization& organization, const Member& owner,
            const AuditContext& audit) {
  execute(session,
          "INSERT INTO organization (id, name, name_key, personal, description, created)"
          " VALUES (:id, :name, :key, :personal, :description, :created)",
          organization.id, organization.name, sort_key_of(organization), organization.personal,
          organization.description, organization.created);
  put_member(session, "organization_member", "organization", organization.id, owner);
  record(session, audit,
         {.action = "organization.create",
          .subject = organization.id,
          .detail = organization.name,
          .organization = organization.id});
}

/// False if the name is taken.
bool insert(soci::session& session, const Team& team, const Member& owner,
            const AuditContext& audit) {
  if (execute(session,
              "INSERT INTO team (id, organization, name, name_key, created)"
              " VALUES (:id, :organization, :name, :key, :created) ON CONFLICT DO NOTHING",
              team.id, team.organization, team.name, key_of(team.name), team.created) == 0)
    return false;
  put_member(session, "team_member", "team", team.id, owner);
  record(session, audit,
         {.action = "team.create",
          .subject = team.id,
          .detail = team.name,
          .organization = team.organization});
  return true;
}

}  // namespace

SqlDirectoryStore::SqlDirectoryStore(storage::Database& database)
    : database_(database),
      others_(database, [this](auto announcements) { forget(announcements); }),
      memberships_(kMostCached),
      teams_(kMostTeamLists) {}

void SqlDirectoryStore::forget(std::span<const storage::Announcement> announcements) {
  for (const storage::Announcement& announcement : announcements) {
    if (announcement.topic == kOrganizationChanged)
      memberships_.forget(announcement.organization);
    else if (announcement.topic == storage::kUnknown)
      memberships_.clear();
    else
      continue;
    teams_.clear();  // each list has teams of several organizations, which seldom change
  }
}

void SqlDirectoryStore::add_organization(const Organization& organization, const Member& owner,
                                         const AuditContext& audit) {
  database_.write([&](soci::session& session) {
    require_free_name(session, owner.account, organization.name, organization.id);
    insert(session, organization, owner, audit);
  });
}

void SqlDirectoryStore::welcome(const Organization& own, const Team& team, const Member& owner,
                                const AuditContext& audit) {
  database_.write([&](soci::session& session, storage::Announcements& announcements) {
    storage::serialize(session, "account " + owner.account);
    const auto known = select(
        session, "SELECT organization FROM organization_member WHERE account = :account LIMIT 1",
        [](Columns& row) { return row.text(); }, owner.account);
    if (!known.empty()) return;  // called before
    insert(session, own, owner, audit);
    insert(session, team, owner, audit);
    announcements.add({.topic = kOrganizationChanged, .organization = own.id});
  });
}

std::optional<Organization> SqlDirectoryStore::organization(const std::string& id) {
  return database_.read([&](soci::session& session) { return find_organization(session, id); });
}

std::vector<Organization> SqlDirectoryStore::organizations_of(const std::string& account) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  std::string(kOrganizationColumns) +
                      "JOIN organization_member ON organization_member.organization ="
                      " organization.id WHERE organization_member.account = :account"
                      " ORDER BY organization.personal DESC, organization.name_key",
                  read_organization, account);
  });
}

Organization SqlDirectoryStore::change_organization(const std::string& id,
                                                    const VersionCondition& condition,
                                                    const OrganizationChange& change,
                                                    const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    const bool known = storage::begin_change(session, "organization", id, condition);
    auto found = known ? find_organization(session, id) : std::nullopt;
    if (!found) refuse_unknown("organization");
    Organization& organization = *found;
    organization.name = change.name.value_or(organization.name);
    organization.description = change.description.value_or(organization.description);
    require_free_name(session, audit.actor, organization.name, id);
    execute(session,
            "UPDATE organization SET name = :name, name_key = :key, description = :description"
            " WHERE id = :id",
            organization.name, sort_key_of(organization), organization.description, id);
    announcements.add({.topic = kOrganizationChanged, .organization = id});
    record(session, audit,
           {.action = "organization.change",
            .subject = id,
            .detail = organization.name,
            .organization = id});
    return organization;
  });
}

bool SqlDirectoryStore::remove_organization(const std::string& id,
                                            const VersionCondition& condition,
                                            const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    if (!storage::begin_change(session, "organization", id, condition)) return false;
    for (const Team& team : find_teams(session, id))
      remember_removed(session, team, audit.time);
    execute(session, "DELETE FROM organization WHERE id = :id", id);
    announcements.add({.topic = kOrganizationChanged, .organization = id});
    record(session, audit, {.action = "organization.remove", .subject = id, .organization = id});
    return true;
  });
}

bool SqlDirectoryStore::add_team(const Team& team, const Member& owner, const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    announcements.add({.topic = kOrganizationChanged, .organization = team.organization});
    return insert(session, team, owner, audit);
  });
}

std::optional<Team> SqlDirectoryStore::team(const std::string& organization,
                                            const std::string& id) {
  return database_.read(
      [&](soci::session& session) { return find_team(session, organization, id); });
}

std::vector<Team> SqlDirectoryStore::teams(const std::string& organization) {
  return database_.read([&](soci::session& session) { return find_teams(session, organization); });
}

std::vector<Team> SqlDirectoryStore::teams_of(const std::string& organization,
                                              const std::string& account) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  std::string(kTeamColumns) +
                      "JOIN team_member ON team_member.team = team.id"
                      " WHERE team.organization = :id AND team_member.account = :account"
                      " ORDER BY team.name_key",
                  read_team, organization, account);
  });
}

Team SqlDirectoryStore::change_team(const std::string& organization, const std::string& id,
                                    const VersionCondition& condition, const TeamChange& change,
                                    const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    auto team = begin_team_change(session, organization, id, condition);
    if (!team) refuse_unknown("team");
    const bool guarded = change.requires_guarded_runs.value_or(team->requires_guarded_runs);
    team->name = change.name.value_or(team->name);
    const std::string key = key_of(team->name);
    if (execute(session,
                "UPDATE team SET name = :name, name_key = :key, requires_guarded_runs = :guarded"
                " WHERE id = :id AND NOT EXISTS"
                " (SELECT 1 FROM team AS other WHERE other.organization = :organization"
                " AND other.name_key = :same AND other.id <> :self)",
                team->name, key, guarded, id, organization, key, id) == 0)
      refuse_taken(team->name);
    announcements.add({.topic = kOrganizationChanged, .organization = organization});
    if (change.name)
      record(session, audit,
             {.action = "team.rename",
              .subject = id,
              .detail = team->name,
              .organization = organization});
    if (std::exchange(team->requires_guarded_runs, guarded) != guarded)
      record(session, audit,
             {.action = "team.guarded-runs",
              .subject = id,
              .detail = guarded ? "required" : "not required",
              .organization = organization});
    return *std::move(team);
  });
}

bool SqlDirectoryStore::remove_team(const std::string& organization, const std::string& id,
                                    const VersionCondition& condition, const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    const auto team = begin_team_change(session, organization, id, condition);
    if (!team) return false;
    remember_removed(session, *team, audit.time);
    execute(session, "DELETE FROM team WHERE id = :id", id);
    execute(session, "DELETE FROM feed WHERE organization = :organization AND team = :id",
            organization, id);
    announcements.add({.topic = kOrganizationChanged, .organization = organization});
    record(session, audit,
           {.action = "team.remove",
            .subject = id,
            .detail = team->name,
            .organization = organization});
    return true;
  });
}

std::vector<Team> SqlDirectoryStore::removed_teams() {
  return database_.read([&](soci::session& session) {
    return select(session, "SELECT team, organization FROM removed_team ORDER BY time, team",
                  [](Columns& row) {
                    return Team{
                        .id = row.text(), .organization = row.text(), .name = {}, .created = {}};
                  });
  });
}

void SqlDirectoryStore::forget_removed_team(const std::string& team) {
  database_.write([&](soci::session& session) {
    execute(session, "DELETE FROM removed_team WHERE team = :team", team);
  });
}

}  // namespace chaos::hub::dashboard

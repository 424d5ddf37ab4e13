#include "dashboard/storage/sql_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

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

/// What names are compared by: the letters of ASCII whatever their case.
std::string key_of(std::string name) {
  std::ranges::transform(name, name.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

[[noreturn]] void refuse_taken(const std::string& name) {
  throw Refusal(Refusal::Kind::kConflict, fmt::format("the name '{}' is taken", name));
}

[[noreturn]] void refuse_unknown(const char* what) {
  throw Refusal(Refusal::Kind::kUnknown, fmt::format("there is no such {}", what));
}

constexpr const char* kOrganizationColumns =
    "SELECT organization.id, organization.name, organization.personal, organization.description,"
    " organization.created, organization.version FROM organization ";
constexpr const char* kTeamColumns =
    "SELECT team.id, team.organization, team.name, team.created, team.version FROM team ";

Organization read_organization(Columns& row) {
  return {.id = row.text(),
          .name = row.text(),
          .personal = row.flag(),
          .description = row.text(),
          .created = row.time(),
          .version = static_cast<int>(row.number())};
}

Team read_team(Columns& row) {
  return {.id = row.text(),
          .organization = row.text(),
          .name = row.text(),
          .created = row.time(),
          .version = static_cast<int>(row.number())};
}

Member read_member(Columns& row) {
  return {.account = row.text(),
          .name = row.text(),
          .role = role_named(row.text()),
          .since = row.time()};
}

FeedEntry read_entry(Columns& row) {
  return {.id = row.text(),
          .time = row.time(),
          .actor = row.text(),
          .actor_name = row.text(),
          .team = row.text(),
          .kind = row.text(),
          .subject = row.text(),
          .text = row.text()};
}

std::string describe(const Member& member) {
  return member.name + " as " + std::string(to_text(member.role));
}

void put_member(soci::session& session, const char* table, const char* place, const std::string& id,
                const Member& member) {
  execute(session,
          std::string("INSERT INTO ") + table + " (" + place +
              ", account, name, role, since) VALUES (:place, :account, :name, :role, :since)"
              " ON CONFLICT (" +
              place + ", account) DO UPDATE SET role = excluded.role, name = excluded.name",
          id, member.account, member.name, to_text(member.role), member.since);
}

std::optional<Organization> find_organization(soci::session& session, const std::string& id) {
  return select_one(session, std::string(kOrganizationColumns) + "WHERE id = :id",
                    read_organization, id);
}

std::optional<Team> find_team(soci::session& session, const std::string& organization,
                              const std::string& id) {
  return select_one(session,
                    std::string(kTeamColumns) + "WHERE id = :id AND organization = :organization",
                    read_team, id, organization);
}

std::vector<Team> find_teams(soci::session& session, const std::string& organization) {
  return select(session, std::string(kTeamColumns) + "WHERE organization = :id ORDER BY name_key",
                read_team, organization);
}

/// In the transaction that removes it, so that the other services are told whatever happens then.
void remember_removed(soci::session& session, const Team& team, Time now) {
  execute(session,
          "INSERT INTO removed_team (team, organization, time)"
          " VALUES (:team, :organization, :time)",
          team.id, team.organization, now);
}

/// The team, which nobody else changes until the transaction ends.
std::optional<Team> begin_team_change(soci::session& session, const std::string& organization,
                                      const std::string& id, const VersionCondition& condition) {
  if (!find_team(session, organization, id)) return std::nullopt;  // another organization's
  if (!storage::begin_change(session, "team", id, condition)) return std::nullopt;
  return find_team(session, organization, id);
}

/// False when the name is taken.
bool insert(soci::session& session, const Organization& organization, const Member& owner,
            const Deed& deed) {
  if (execute(session,
              "INSERT INTO organization (id, name, name_key, personal, description, created)"
              " VALUES (:id, :name, :key, :personal, :description, :created)"
              " ON CONFLICT DO NOTHING",
              organization.id, organization.name, key_of(organization.name), organization.personal,
              organization.description, organization.created) == 0)
    return false;
  put_member(session, "organization_member", "organization", organization.id, owner);
  record(session, deed,
         {.action = "organization.create",
          .subject = organization.id,
          .detail = organization.name,
          .organization = organization.id});
  return true;
}

bool insert(soci::session& session, const Team& team, const Member& owner, const Deed& deed) {
  if (execute(session,
              "INSERT INTO team (id, organization, name, name_key, created)"
              " VALUES (:id, :organization, :name, :key, :created) ON CONFLICT DO NOTHING",
              team.id, team.organization, team.name, key_of(team.name), team.created) == 0)
    return false;
  put_member(session, "team_member", "team", team.id, owner);
  record(session, deed,
         {.action = "team.create",
          .subject = team.id,
          .detail = team.name,
          .organization = team.organization});
  return true;
}

/// Makes changes of an organization's members wait for each other, so that of two owners who leave
/// at once one stays. SQLite has one writer at a time anyway.
void lock_members(soci::session& session, const std::string& organization) {
  if (execute(session, "UPDATE organization SET id = id WHERE id = :id", organization) == 0)
    refuse_unknown("organization");
}

std::string name_of_member(soci::session& session, const std::string& organization,
                           const std::string& account) {
  auto name = select_one(
      session,
      "SELECT name FROM organization_member WHERE organization = :id AND account = :account",
      [](Columns& row) { return row.text(); }, organization, account);
  if (!name)
    throw Refusal(Refusal::Kind::kConflict, "only members of the organization can join its teams");
  return *std::move(name);
}

void require_owner(soci::session& session, const std::string& organization) {
  const auto owners = select_one(
      session,
      "SELECT COUNT(*) FROM organization_member WHERE organization = :id AND role = 'owner'",
      [](Columns& row) { return row.number(); }, organization);
  if (owners.value_or(0) == 0)
    throw Refusal(Refusal::Kind::kConflict, "an organization must keep an owner");
}

}  // namespace

bool SqlStore::add_organization(const Organization& organization, const Member& owner,
                                const Deed& deed) {
  return database_.write(
      [&](soci::session& session) { return insert(session, organization, owner, deed); });
}

void SqlStore::welcome(const Organization& own, const Team& team, const Member& owner,
                       const Deed& deed) {
  database_.write([&](soci::session& session) {
    storage::serialize(session, "account " + owner.account);
    const auto known = select(
        session, "SELECT organization FROM organization_member WHERE account = :account LIMIT 1",
        [](Columns& row) { return row.text(); }, owner.account);
    if (!known.empty()) return;  // it was called before
    Organization named = own;
    for (int i = 2; !insert(session, named, owner, deed); ++i)
      named.name = fmt::format("{}-{}", own.name, i);
    insert(session, team, owner, deed);
  });
}

std::optional<Organization> SqlStore::organization(const std::string& id) {
  return database_.read([&](soci::session& session) { return find_organization(session, id); });
}

std::vector<Organization> SqlStore::organizations_of(const std::string& account) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  std::string(kOrganizationColumns) +
                      "JOIN organization_member ON organization_member.organization ="
                      " organization.id WHERE organization_member.account = :account"
                      " ORDER BY organization.personal DESC, organization.name_key",
                  read_organization, account);
  });
}

Organization SqlStore::change_organization(const std::string& id, const VersionCondition& condition,
                                           const OrganizationChange& change, const Deed& deed) {
  return database_.write([&](soci::session& session) {
    const bool known = storage::begin_change(session, "organization", id, condition);
    auto found = known ? find_organization(session, id) : std::nullopt;
    if (!found) refuse_unknown("organization");
    Organization& organization = *found;
    organization.name = change.name.value_or(organization.name);
    organization.description = change.description.value_or(organization.description);
    const std::string key = key_of(organization.name);
    if (execute(session,
                "UPDATE organization SET name = :name, name_key = :key, description = :description"
                " WHERE id = :id AND NOT EXISTS (SELECT 1 FROM organization AS other"
                " WHERE other.name_key = :same AND other.id <> :self)",
                organization.name, key, organization.description, id, key, id) == 0)
      refuse_taken(organization.name);
    record(session, deed,
           {.action = "organization.change",
            .subject = id,
            .detail = organization.name,
            .organization = id});
    return organization;
  });
}

bool SqlStore::remove_organization(const std::string& id, const VersionCondition& condition,
                                   const Deed& deed) {
  return database_.write([&](soci::session& session) {
    if (!storage::begin_change(session, "organization", id, condition)) return false;
    for (const Team& team : find_teams(session, id))
      remember_removed(session, team, deed.time);
    execute(session, "DELETE FROM organization WHERE id = :id", id);
    record(session, deed, {.action = "organization.remove", .subject = id, .organization = id});
    return true;
  });
}

std::vector<Member> SqlStore::members(const std::string& organization) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  "SELECT account, name, role, since FROM organization_member"
                  " WHERE organization = :id ORDER BY name, account",
                  read_member, organization);
  });
}

void SqlStore::set_member(const std::string& organization, const Member& member, const Deed& deed) {
  database_.write([&](soci::session& session) {
    lock_members(session, organization);
    put_member(session, "organization_member", "organization", organization, member);
    require_owner(session, organization);
    record(session, deed,
           {.action = "organization.member",
            .subject = member.account,
            .detail = describe(member),
            .organization = organization});
  });
}

bool SqlStore::remove_member(const std::string& organization, const std::string& account,
                             const Deed& deed) {
  return database_.write([&](soci::session& session) {
    lock_members(session, organization);
    if (execute(session,
                "DELETE FROM organization_member WHERE organization = :id AND account = :account",
                organization, account) == 0)
      return false;
    require_owner(session, organization);
    execute(session,
            "DELETE FROM team_member WHERE account = :account AND team IN"
            " (SELECT id FROM team WHERE organization = :id)",
            account, organization);
    record(
        session, deed,
        {.action = "organization.member-remove", .subject = account, .organization = organization});
    return true;
  });
}

bool SqlStore::add_team(const Team& team, const Member& owner, const Deed& deed) {
  return database_.write(
      [&](soci::session& session) { return insert(session, team, owner, deed); });
}

std::optional<Team> SqlStore::team(const std::string& organization, const std::string& id) {
  return database_.read(
      [&](soci::session& session) { return find_team(session, organization, id); });
}

std::vector<Team> SqlStore::teams(const std::string& organization) {
  return database_.read([&](soci::session& session) { return find_teams(session, organization); });
}

std::vector<Team> SqlStore::teams_of(const std::string& organization, const std::string& account) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  std::string(kTeamColumns) +
                      "JOIN team_member ON team_member.team = team.id"
                      " WHERE team.organization = :id AND team_member.account = :account"
                      " ORDER BY team.name_key",
                  read_team, organization, account);
  });
}

Team SqlStore::rename_team(const std::string& organization, const std::string& id,
                           const VersionCondition& condition, const std::string& name,
                           const Deed& deed) {
  return database_.write([&](soci::session& session) {
    auto team = begin_team_change(session, organization, id, condition);
    if (!team) refuse_unknown("team");
    const std::string key = key_of(name);
    if (execute(session,
                "UPDATE team SET name = :name, name_key = :key WHERE id = :id AND NOT EXISTS"
                " (SELECT 1 FROM team AS other WHERE other.organization = :organization"
                " AND other.name_key = :same AND other.id <> :self)",
                name, key, id, organization, key, id) == 0)
      refuse_taken(name);
    team->name = name;
    record(session, deed,
           {.action = "team.rename", .subject = id, .detail = name, .organization = organization});
    return *std::move(team);
  });
}

bool SqlStore::remove_team(const std::string& organization, const std::string& id,
                           const VersionCondition& condition, const Deed& deed) {
  return database_.write([&](soci::session& session) {
    const auto team = begin_team_change(session, organization, id, condition);
    if (!team) return false;
    remember_removed(session, *team, deed.time);
    execute(session, "DELETE FROM team WHERE id = :id", id);
    record(session, deed,
           {.action = "team.remove",
            .subject = id,
            .detail = team->name,
            .organization = organization});
    return true;
  });
}

std::vector<Team> SqlStore::removed_teams() {
  return database_.read([&](soci::session& session) {
    return select(session, "SELECT team, organization FROM removed_team ORDER BY time, team",
                  [](Columns& row) {
                    return Team{
                        .id = row.text(), .organization = row.text(), .name = {}, .created = {}};
                  });
  });
}

void SqlStore::forget_removed_team(const std::string& team) {
  database_.write([&](soci::session& session) {
    execute(session, "DELETE FROM removed_team WHERE team = :team", team);
  });
}

std::vector<Member> SqlStore::team_members(const std::string& team) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  "SELECT account, name, role, since FROM team_member"
                  " WHERE team = :id ORDER BY name, account",
                  read_member, team);
  });
}

void SqlStore::set_team_member(const Team& team, const Member& wanted, const Deed& deed) {
  database_.write([&](soci::session& session) {
    lock_members(session, team.organization);
    Member member = wanted;
    member.name = name_of_member(session, team.organization, wanted.account);
    if (!find_team(session, team.organization, team.id)) refuse_unknown("team");
    put_member(session, "team_member", "team", team.id, member);
    record(session, deed,
           {.action = "team.member",
            .subject = member.account,
            .detail = describe(member) + " of " + team.name,
            .organization = team.organization});
  });
}

bool SqlStore::remove_team_member(const Team& team, const std::string& account, const Deed& deed) {
  return database_.write([&](soci::session& session) {
    if (execute(session, "DELETE FROM team_member WHERE team = :id AND account = :account", team.id,
                account) == 0)
      return false;
    record(session, deed,
           {.action = "team.member-remove",
            .subject = account,
            .detail = team.name,
            .organization = team.organization});
    return true;
  });
}

Place SqlStore::place_of(const std::string& account, const std::string& organization,
                         const std::string& team) {
  return database_.read([&](soci::session& session) {
    return select_one(
               session,
               "SELECT organization_member.role, team_member.role, organization.name, team.name"
               " FROM organization_member"
               " JOIN organization ON organization.id = organization_member.organization"
               " LEFT JOIN team ON team.id = :team AND team.organization = organization.id"
               " LEFT JOIN team_member ON team_member.team = team.id"
               " AND team_member.account = organization_member.account"
               " WHERE organization_member.organization = :organization"
               " AND organization_member.account = :account",
               [](Columns& row) {
                 return Place{.organization_role = role_named(row.text()),
                              .team_role = role_named(row.text()),
                              .organization_name = row.text(),
                              .team_name = row.text()};
               },
               team, organization, account)
        .value_or(Place{});
  });
}

void SqlStore::add_feed_entry(const std::string& organization, const FeedEntry& entry) {
  database_.write([&](soci::session& session) {
    execute(session,
            "INSERT INTO feed (id, organization, team, time, actor, actor_name, kind, subject,"
            " text) VALUES (:id, :organization, :team, :time, :actor, :name, :kind, :subject,"
            " :text)",
            entry.id, organization, entry.team, entry.time, entry.actor, entry.actor_name,
            entry.kind, entry.subject, entry.text);
  });
}

std::vector<FeedEntry> SqlStore::feed(const std::string& organization, const std::string& before,
                                      int limit) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  "SELECT id, time, actor, actor_name, team, kind, subject, text FROM feed"
                  " WHERE organization = :organization"
                  " AND (:all = '' OR id < :before) ORDER BY id DESC LIMIT :limit",
                  read_entry, organization, before, before, limit);
  });
}

}  // namespace chaos::hub::dashboard

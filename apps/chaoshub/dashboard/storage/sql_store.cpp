#include "dashboard/storage/sql_store.h"

#include <algorithm>
#include <cctype>

#include "service/refusal.h"
#include "storage/audit.h"
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

constexpr const char* kOrganizationColumns =
    "SELECT organization.id, organization.name, organization.personal, organization.description,"
    " organization.created FROM organization ";
constexpr const char* kTeamColumns =
    "SELECT team.id, team.organization, team.name, team.created FROM team ";

Organization read_organization(Columns& row) {
  return {.id = row.text(),
          .name = row.text(),
          .personal = row.flag(),
          .description = row.text(),
          .created = row.time()};
}

Team read_team(Columns& row) {
  return {.id = row.text(), .organization = row.text(), .name = row.text(), .created = row.time()};
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

/// Makes changes of an organization's members wait for each other, so that of two owners who leave
/// at once one stays. SQLite has one writer at a time anyway.
void lock_members(soci::session& session, const std::string& organization) {
  execute(session, "UPDATE organization SET id = id WHERE id = :id", organization);
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
  return database_.write([&](soci::session& session) {
    if (execute(session,
                "INSERT INTO organization (id, name, name_key, personal, description, created)"
                " VALUES (:id, :name, :key, :personal, :description, :created)"
                " ON CONFLICT DO NOTHING",
                organization.id, organization.name, key_of(organization.name),
                organization.personal, organization.description, organization.created) == 0)
      return false;
    put_member(session, "organization_member", "organization", organization.id, owner);
    record(session, deed,
           {.action = "organization.create",
            .subject = organization.id,
            .detail = organization.name,
            .organization = organization.id});
    return true;
  });
}

std::optional<Organization> SqlStore::organization(const std::string& id) {
  return database_.read([&](soci::session& session) {
    return select_one(session, std::string(kOrganizationColumns) + "WHERE id = :id",
                      read_organization, id);
  });
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

bool SqlStore::change_organization(const Organization& organization, const Deed& deed) {
  return database_.write([&](soci::session& session) {
    const std::string key = key_of(organization.name);
    if (execute(session,
                "UPDATE organization SET name = :name, name_key = :key, description = :description"
                " WHERE id = :id AND NOT EXISTS (SELECT 1 FROM organization AS other"
                " WHERE other.name_key = :same AND other.id <> :self)",
                organization.name, key, organization.description, organization.id, key,
                organization.id) == 0)
      return false;
    record(session, deed,
           {.action = "organization.change",
            .subject = organization.id,
            .detail = organization.name,
            .organization = organization.id});
    return true;
  });
}

void SqlStore::remove_organization(const std::string& id, const Deed& deed) {
  database_.write([&](soci::session& session) {
    execute(session, "DELETE FROM organization WHERE id = :id", id);
    record(session, deed, {.action = "organization.remove", .subject = id, .organization = id});
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
  return database_.write([&](soci::session& session) {
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
  });
}

std::optional<Team> SqlStore::team(const std::string& organization, const std::string& id) {
  return database_.read([&](soci::session& session) {
    return select_one(session,
                      std::string(kTeamColumns) + "WHERE id = :id AND organization = :organization",
                      read_team, id, organization);
  });
}

std::vector<Team> SqlStore::teams(const std::string& organization) {
  return database_.read([&](soci::session& session) {
    return select(session, std::string(kTeamColumns) + "WHERE organization = :id ORDER BY name_key",
                  read_team, organization);
  });
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

bool SqlStore::rename_team(const Team& team, const Deed& deed) {
  return database_.write([&](soci::session& session) {
    const std::string key = key_of(team.name);
    if (execute(session,
                "UPDATE team SET name = :name, name_key = :key WHERE id = :id AND NOT EXISTS"
                " (SELECT 1 FROM team AS other WHERE other.organization = :organization"
                " AND other.name_key = :same AND other.id <> :self)",
                team.name, key, team.id, team.organization, key, team.id) == 0)
      return false;
    record(session, deed,
           {.action = "team.rename",
            .subject = team.id,
            .detail = team.name,
            .organization = team.organization});
    return true;
  });
}

void SqlStore::remove_team(const Team& team, const Deed& deed) {
  database_.write([&](soci::session& session) {
    execute(session, "DELETE FROM team WHERE id = :id", team.id);
    record(session, deed,
           {.action = "team.remove",
            .subject = team.id,
            .detail = team.name,
            .organization = team.organization});
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

void SqlStore::set_team_member(const Team& team, const Member& member, const Deed& deed) {
  database_.write([&](soci::session& session) {
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

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "dashboard/storage/rows.h"
#include "dashboard/storage/sql_directory_store.h"
#include "service/refusal.h"
#include "storage/audit.h"
#include "storage/statement.h"

/// The part of the store that contains members and the activity feed.
namespace chaos::hub::dashboard {
namespace {

using storage::Columns;
using storage::execute;
using storage::record;
using storage::select;
using storage::select_one;

/// In one statement, which in SQLite combines at most 500 SELECTs, or in a cached list.
constexpr std::size_t kMostTeams = 200;

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
          .text = row.text(),
          .outcome = outcome_named(row.text())};
}

/// The latest entries of each team come from one range of an index, however many entries other
/// teams have; a condition with all teams would read all of their entries, or those of everyone.
std::vector<FeedEntry> latest_of(soci::session& session, const std::string& organization,
                                 std::span<const std::string> teams, const std::string& before,
                                 int limit) {
  std::string sql;
  std::vector<std::string> values;
  for (const std::string& team : teams) {
    const auto parameter = [&](const std::string& value) {
      values.push_back(value);
      return fmt::format(":v{}", values.size());
    };
    sql += sql.empty() ? "" : " UNION ALL ";
    sql += "SELECT id FROM (SELECT id FROM feed WHERE organization = " + parameter(organization);
    sql += " AND team = " + parameter(team);
    if (!before.empty()) sql += " AND id < " + parameter(before);
    sql += fmt::format(" ORDER BY id DESC LIMIT {}) AS latest_{}", limit, values.size());
  }
  return storage::select_bound(
      session,
      fmt::format("SELECT id, time, actor, actor_name, team, kind, subject, text, outcome FROM feed"
                  " WHERE id IN (SELECT id FROM ({}) AS latest ORDER BY id DESC LIMIT {})",
                  sql, limit),
      values, read_entry);
}

std::string describe(const Member& member) {
  return member.name + " as " + std::string(to_text(member.role));
}

/// Serializes changes to an organization's members, so that if two owners leave at once, one of
/// them stays. SQLite allows one writer at a time anyway.
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

std::vector<Member> SqlDirectoryStore::members(const std::string& organization) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  "SELECT account, name, role, since FROM organization_member"
                  " WHERE organization = :id ORDER BY name, account",
                  read_member, organization);
  });
}

void SqlDirectoryStore::set_member(const std::string& organization, const Member& member,
                                   const AuditContext& audit) {
  database_.write([&](soci::session& session, storage::Announcements& announcements) {
    lock_members(session, organization);
    put_member(session, "organization_member", "organization", organization, member);
    require_owner(session, organization);
    announcements.add({.topic = kOrganizationChanged, .organization = organization});
    record(session, audit,
           {.action = "organization.member",
            .subject = member.account,
            .detail = describe(member),
            .organization = organization});
  });
}

bool SqlDirectoryStore::remove_member(const std::string& organization, const std::string& account,
                                      const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
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
    announcements.add({.topic = kOrganizationChanged, .organization = organization});
    record(
        session, audit,
        {.action = "organization.member-remove", .subject = account, .organization = organization});
    return true;
  });
}

std::vector<Member> SqlDirectoryStore::team_members(const std::string& team) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  "SELECT account, name, role, since FROM team_member"
                  " WHERE team = :id ORDER BY name, account",
                  read_member, team);
  });
}

void SqlDirectoryStore::set_team_member(const Team& team, const Member& wanted,
                                        const AuditContext& audit) {
  database_.write([&](soci::session& session, storage::Announcements& announcements) {
    lock_members(session, team.organization);
    Member member = wanted;
    member.name = name_of_member(session, team.organization, wanted.account);
    if (!find_team(session, team.organization, team.id)) refuse_unknown("team");
    put_member(session, "team_member", "team", team.id, member);
    announcements.add({.topic = kOrganizationChanged, .organization = team.organization});
    record(session, audit,
           {.action = "team.member",
            .subject = member.account,
            .detail = describe(member) + " of " + team.name,
            .organization = team.organization});
  });
}

bool SqlDirectoryStore::remove_team_member(const Team& team, const std::string& account,
                                           const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    if (execute(session, "DELETE FROM team_member WHERE team = :id AND account = :account", team.id,
                account) == 0)
      return false;
    announcements.add({.topic = kOrganizationChanged, .organization = team.organization});
    record(session, audit,
           {.action = "team.member-remove",
            .subject = account,
            .detail = team.name,
            .organization = team.organization});
    return true;
  });
}

Membership SqlDirectoryStore::membership_of(const std::string& account,
                                            const std::string& organization,
                                            const std::string& team) {
  others_.catch_up();
  return memberships_.get(
      storage::cache_key({account, organization, team}),
      [&] { return read_membership(account, organization, team); },
      // Anyone can ask about organizations that don't exist or that they don't belong to; these are
      // not cached.
      [&](const Membership& membership) {
        const bool exists = team.empty() || !membership.team_name.empty();
        return exists && membership.organization_role != Role::kNone ? organization : "";
      });
}

Membership SqlDirectoryStore::read_membership(const std::string& account,
                                              const std::string& organization,
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
                 return Membership{.organization_role = role_named(row.text()),
                                   .team_role = role_named(row.text()),
                                   .organization_name = row.text(),
                                   .team_name = row.text()};
               },
               team, organization, account)
        .value_or(Membership{});
  });
}

std::vector<TeamMembership> SqlDirectoryStore::team_memberships(const std::string& account) {
  others_.catch_up();
  return teams_.get(
      account, [&] { return read_team_memberships(account); },
      // So that the cache stays small, long lists are not cached.
      [&](const auto& teams) { return teams.size() <= kMostTeams ? account : ""; });
}

std::vector<TeamMembership> SqlDirectoryStore::read_team_memberships(const std::string& account) {
  return database_.read([&](soci::session& session) {
    return select(
        session,
        "SELECT team.organization, team.id, team.name,"
        " CASE WHEN organization_member.role = 'owner' THEN 'owner' ELSE team_member.role END"
        " FROM organization_member"
        " JOIN team ON team.organization = organization_member.organization"
        " LEFT JOIN team_member ON team_member.team = team.id"
        " AND team_member.account = organization_member.account"
        " WHERE organization_member.account = :account"
        " AND (organization_member.role = 'owner' OR team_member.role IS NOT NULL)"
        " ORDER BY team.id",
        [](Columns& row) {
          return TeamMembership{.organization = row.text(),
                                .team = row.text(),
                                .team_name = row.text(),
                                .role = role_named(row.text())};
        },
        account);
  });
}

void SqlDirectoryStore::add_feed_entry(const std::string& organization, const FeedEntry& entry) {
  database_.write([&](soci::session& session) {
    execute(session,
            "INSERT INTO feed (id, organization, team, time, actor, actor_name, kind, subject,"
            " text, outcome) VALUES (:id, :organization, :team, :time, :actor, :name, :kind,"
            " :subject, :text, :outcome)",
            entry.id, organization, entry.team, entry.time, entry.actor, entry.actor_name,
            entry.kind, entry.subject, entry.text, entry.outcome ? to_text(*entry.outcome) : "");
  });
}

std::vector<FeedEntry> SqlDirectoryStore::feed(const std::string& organization,
                                               const std::vector<Team>& teams,
                                               const std::string& before, int limit) {
  std::vector<std::string> wanted = {""};  // of the whole organization
  for (const Team& team : teams)
    wanted.push_back(team.id);
  std::vector<FeedEntry> all;
  database_.read([&](soci::session& session) {
    for (std::size_t first = 0; first < wanted.size(); first += kMostTeams) {
      const auto some =
          std::span(wanted).subspan(first, std::min(kMostTeams, wanted.size() - first));
      std::ranges::move(latest_of(session, organization, some, before, limit),
                        std::back_inserter(all));
    }
  });
  // Identifiers sort by creation time.
  std::ranges::sort(all, std::ranges::greater{}, &FeedEntry::id);
  if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
  return all;
}

}  // namespace chaos::hub::dashboard

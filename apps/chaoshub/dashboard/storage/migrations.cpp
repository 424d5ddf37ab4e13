#include <array>

#include "dashboard/storage/sql_directory_store.h"
#include "storage/shared_tables.h"

namespace chaos::hub::dashboard {
namespace {

constexpr std::string_view kDirectory = R"(
CREATE TABLE organization (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  personal INTEGER NOT NULL,
  description TEXT NOT NULL,
  created TEXT NOT NULL
);
CREATE TABLE organization_member (
  organization TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  since TEXT NOT NULL,
  PRIMARY KEY (organization, account)
);
CREATE INDEX organization_of_member ON organization_member (account);
CREATE TABLE team (
  id TEXT PRIMARY KEY,
  organization TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  created TEXT NOT NULL,
  UNIQUE (organization, name_key)
);
CREATE TABLE team_member (
  team TEXT NOT NULL REFERENCES team (id) ON DELETE CASCADE,
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  since TEXT NOT NULL,
  PRIMARY KEY (team, account)
);
CREATE INDEX team_of_member ON team_member (account);
CREATE TABLE feed (
  id TEXT PRIMARY KEY,
  organization TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  team TEXT NOT NULL,
  time TEXT NOT NULL,
  actor TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX feed_of_organization ON feed (organization, id);
)";

constexpr std::string_view kVersions = R"(
ALTER TABLE organization ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE team ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
)";

/// Which deleted teams the other services must still be told about.
constexpr std::string_view kRemovedTeams = R"(
CREATE TABLE removed_team (
  team TEXT PRIMARY KEY,
  organization TEXT NOT NULL,
  time TEXT NOT NULL
);
)";

/// Unique names revealed organizations that a person must not know about: now any number may share
/// one.
constexpr std::string_view kSharedNames = R"(
UPDATE organization SET name_key = name_key || ' ' || id;
)";

constexpr std::string_view kOutcomes = R"(
ALTER TABLE feed ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
)";

constexpr std::string_view kGuardedRuns = R"(
ALTER TABLE team ADD COLUMN requires_guarded_runs INTEGER NOT NULL DEFAULT 1;
)";

/// Feeds are read team by team: see SqlDirectoryStore::feed(). What deleted teams left behind is
/// not shown.
constexpr std::string_view kFeedOfTeam = R"(
DELETE FROM feed WHERE team <> '' AND team NOT IN (SELECT id FROM team);
DROP INDEX feed_of_organization;
CREATE INDEX feed_of_team ON feed (organization, team, id);
)";

}  // namespace

std::span<const storage::Migration> migrations() {
  static const std::array<storage::Migration, 12> steps{
      {{.name = "the audit log", .sql = storage::kAuditTable},
       {.name = "organizations, teams and their members", .sql = kDirectory},
       {.name = "versions of organizations and teams", .sql = kVersions},
       {.name = "removed teams", .sql = kRemovedTeams},
       {.name = "organizations of the same name", .sql = kSharedNames},
       {.name = "outcomes in the feed", .sql = kOutcomes},
       {.name = "teams that require guarded runs", .sql = kGuardedRuns},
       {.name = "announcements of changes", .sql = storage::kOutboxTable},
       {.name = "an audit log that can be searched", .sql = storage::kAuditIndex},
       {.name = "feeds read team by team", .sql = kFeedOfTeam},
       {.name = "agents in the audit log", .sql = storage::kAuditAgents},
       {.name = "the words of the audit log",
        .sql = storage::kAuditWords,
        .postgresql = storage::kAuditWordsOfPostgresql}}};
  return steps;
}

}  // namespace chaos::hub::dashboard

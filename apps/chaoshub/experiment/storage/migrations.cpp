#include <array>

#include "experiment/storage/sql_experiment_store.h"
#include "experiment/storage/webhook_queue.h"
#include "storage/shared_tables.h"

namespace chaos::hub::experiment {
namespace {

constexpr std::string_view kExperiments = R"(
CREATE TABLE experiment (
  id TEXT PRIMARY KEY,
  organization TEXT NOT NULL,
  team TEXT NOT NULL,
  title TEXT NOT NULL,
  source TEXT NOT NULL,
  tags TEXT NOT NULL,
  version INTEGER NOT NULL,
  created TEXT NOT NULL,
  changed TEXT NOT NULL
);
CREATE INDEX experiment_of_team ON experiment (team, id);
CREATE INDEX experiment_from_source ON experiment (team, source);
CREATE TABLE experiment_version (
  experiment TEXT NOT NULL REFERENCES experiment (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  digest TEXT NOT NULL,
  document TEXT NOT NULL,
  author TEXT NOT NULL,
  author_name TEXT NOT NULL,
  created TEXT NOT NULL,
  PRIMARY KEY (experiment, number)
);
CREATE TABLE execution (
  id TEXT PRIMARY KEY,
  experiment TEXT NOT NULL REFERENCES experiment (id) ON DELETE CASCADE,
  organization TEXT NOT NULL,
  team TEXT NOT NULL,
  title TEXT NOT NULL,
  status TEXT NOT NULL,
  deviated INTEGER NOT NULL,
  tags TEXT NOT NULL,
  author TEXT NOT NULL,
  author_name TEXT NOT NULL,
  started TEXT NOT NULL,
  ended TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  document TEXT NOT NULL
);
CREATE INDEX execution_of_team ON execution (team, id);
CREATE INDEX execution_of_experiment ON execution (experiment, id);
CREATE INDEX execution_by_status ON execution (team, status, id);
CREATE TABLE event (
  id {serial},
  execution TEXT NOT NULL REFERENCES execution (id) ON DELETE CASCADE,
  organization TEXT NOT NULL,
  team TEXT NOT NULL,
  uid TEXT NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  received TEXT NOT NULL,
  data TEXT NOT NULL,
  UNIQUE (execution, uid)
);
CREATE INDEX event_of_team ON event (team, id);
CREATE INDEX event_of_execution ON event (execution, id);
)";

constexpr std::string_view kVerifications = R"(
CREATE TABLE verification (
  id TEXT NOT NULL,
  organization TEXT NOT NULL,
  team TEXT NOT NULL,
  experiment TEXT NOT NULL REFERENCES experiment (id) ON DELETE CASCADE,
  title TEXT NOT NULL,
  created TEXT NOT NULL,
  PRIMARY KEY (team, id)
);
CREATE TABLE verification_run (
  id TEXT PRIMARY KEY,
  verification TEXT NOT NULL,
  organization TEXT NOT NULL,
  team TEXT NOT NULL,
  experiment TEXT NOT NULL,
  execution TEXT NOT NULL,
  finished INTEGER NOT NULL,
  status TEXT NOT NULL,
  results TEXT NOT NULL,
  started TEXT NOT NULL,
  ended TEXT NOT NULL,
  FOREIGN KEY (team, verification) REFERENCES verification (team, id) ON DELETE CASCADE
);
CREATE INDEX run_of_verification ON verification_run (team, verification, id);
CREATE TABLE verification_event (
  id {serial},
  run TEXT NOT NULL REFERENCES verification_run (id) ON DELETE CASCADE,
  category TEXT NOT NULL,
  payload TEXT NOT NULL,
  received TEXT NOT NULL
);
CREATE INDEX event_of_run ON verification_event (run, id);
)";

constexpr std::string_view kSafeguards = R"(
CREATE TABLE safeguard (
  id TEXT PRIMARY KEY,
  organization TEXT NOT NULL,
  team TEXT NOT NULL,
  experiment TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  settings TEXT NOT NULL,
  created TEXT NOT NULL
);
CREATE INDEX safeguard_of_team ON safeguard (team, id);
CREATE TABLE approval (
  experiment TEXT NOT NULL REFERENCES experiment (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  approver TEXT NOT NULL,
  approver_name TEXT NOT NULL,
  time TEXT NOT NULL,
  PRIMARY KEY (experiment, version)
);
)";

constexpr std::string_view kVerificationIndex = R"(
CREATE INDEX verification_by_id ON verification (id);
)";

constexpr std::string_view kSafeguardVersions = R"(
ALTER TABLE safeguard ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
)";

constexpr std::string_view kRemovedTeams = R"(
CREATE TABLE removed_team (
  team TEXT PRIMARY KEY,
  time TEXT NOT NULL
);
)";

/// Derived from the columns; for other rows, the program reads the journals.
constexpr std::string_view kOutcomes = R"(
ALTER TABLE execution ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
UPDATE execution SET outcome = CASE
  WHEN status = 'running' THEN 'running'
  WHEN deviated = 1 THEN 'deviated'
  WHEN status IN ('failed', 'aborted') THEN 'failed'
  WHEN status = 'interrupted' THEN 'interrupted'
  ELSE '' END;
CREATE INDEX execution_by_outcome ON execution (team, outcome, id);
CREATE INDEX execution_without_outcome ON execution (id) WHERE outcome = '';
)";

constexpr std::string_view kRuns = R"(
ALTER TABLE execution ADD COLUMN run_key TEXT NOT NULL DEFAULT '';
ALTER TABLE execution ADD COLUMN closed_by TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX execution_of_run ON execution (experiment, run_key) WHERE run_key <> '';
CREATE INDEX version_by_digest ON experiment_version (digest);
)";

constexpr std::string_view kSafeguardChanges = R"(
ALTER TABLE safeguard ADD COLUMN changed TEXT NOT NULL DEFAULT '';
ALTER TABLE safeguard ADD COLUMN changed_by TEXT NOT NULL DEFAULT '';
CREATE INDEX safeguard_in_force ON safeguard (kind, id) WHERE enabled = 1;
)";

constexpr std::string_view kMeasurements = R"(
ALTER TABLE verification ADD COLUMN measurement TEXT NOT NULL DEFAULT 'null';
)";

constexpr std::string_view kBadges = R"(
CREATE TABLE badge (
  experiment TEXT PRIMARY KEY REFERENCES experiment (id) ON DELETE CASCADE,
  secret TEXT NOT NULL UNIQUE,
  created TEXT NOT NULL
);
)";

constexpr std::string_view kFormerSafeguards = R"(
CREATE TABLE safeguard_former (
  safeguard TEXT PRIMARY KEY REFERENCES safeguard (id) ON DELETE CASCADE,
  experiment TEXT NOT NULL,
  name TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  settings TEXT NOT NULL
);
)";

constexpr std::string_view kStops = R"(
ALTER TABLE execution ADD COLUMN stop_by TEXT NOT NULL DEFAULT '';
ALTER TABLE execution ADD COLUMN stop_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE execution ADD COLUMN stop_roll_back INTEGER NOT NULL DEFAULT 1;
)";

/// Experiments and executions with the same title, tags and description share a text, which keeps
/// their number low. `words`: from storage::words_in(). 0 in old rows is filled in by the program.
/// `duration`: in milliseconds, -1 until the end. Lists use only indexes, except for the rows
/// shown.
constexpr std::string_view kLists = R"(
CREATE TABLE search_text (
  id {serial},
  team TEXT NOT NULL,
  digest TEXT NOT NULL,
  words TEXT NOT NULL,
  UNIQUE (team, digest)
);
CREATE TABLE search_tag (
  search_text BIGINT NOT NULL REFERENCES search_text (id) ON DELETE CASCADE,
  team TEXT NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (search_text, tag)
);
CREATE INDEX search_tag_of_team ON search_tag (team, tag, search_text);
ALTER TABLE experiment ADD COLUMN search_text BIGINT NOT NULL DEFAULT 0;
ALTER TABLE execution ADD COLUMN search_text BIGINT NOT NULL DEFAULT 0;
ALTER TABLE execution ADD COLUMN duration BIGINT NOT NULL DEFAULT -1;
DROP INDEX execution_of_team;
DROP INDEX execution_of_experiment;
DROP INDEX execution_by_outcome;
DROP INDEX execution_by_status;
CREATE INDEX execution_in_list ON execution
  (team, organization, started, id, outcome, duration, experiment, author_name, search_text);
CREATE INDEX execution_by_outcome ON execution
  (team, organization, outcome, started, id, duration, experiment, author_name, search_text);
CREATE INDEX execution_of_experiment ON execution
  (experiment, started, id, outcome, duration, author_name, search_text);
CREATE INDEX execution_by_status ON execution (team, organization, status, started, id);
CREATE INDEX execution_without_text ON execution (id) WHERE search_text = 0;
CREATE INDEX experiment_by_change ON experiment (team, changed, id);
CREATE INDEX experiment_without_text ON experiment (id) WHERE search_text = 0;
)";

/// Finds the longest executions, and those with some texts, without reading all of the team's. Like
/// the other indexes, both contain all columns that lists filter by.
constexpr std::string_view kMoreLists = R"(
CREATE INDEX execution_by_duration ON execution
  (team, organization, duration, id, started, outcome, experiment, author_name, search_text);
CREATE INDEX execution_by_text ON execution
  (team, organization, search_text, started, id, outcome, duration, experiment, author_name);
)";

constexpr std::string_view kVerificationsOfExecutions = R"(
CREATE INDEX run_of_execution ON verification_run (execution);
)";

constexpr std::string_view kWordsOfSqlite = R"(
ALTER TABLE experiment ADD COLUMN title_key TEXT NOT NULL DEFAULT '';
CREATE INDEX experiment_by_title ON experiment (team, title_key, id);
CREATE VIRTUAL TABLE search_index USING fts5
  (words, content = 'search_text', content_rowid = 'id', tokenize = 'ascii');
CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN
  INSERT INTO search_index (rowid, words) VALUES (new.id, new.words); END;
CREATE TRIGGER search_text_removed AFTER DELETE ON search_text BEGIN
  INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.id, old.words); END;
)";

constexpr std::string_view kWordsOfPostgresql = R"(
ALTER TABLE experiment ADD COLUMN title_key TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX experiment_by_title ON experiment (team, title_key, id);
ALTER TABLE search_text ADD COLUMN lexemes TSVECTOR
  GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED;
CREATE INDEX search_text_lexemes ON search_text USING GIN (lexemes);
)";

/// -1: older than this column.
constexpr std::string_view kExecutedVersions = R"(
ALTER TABLE execution ADD COLUMN version INTEGER NOT NULL DEFAULT -1;
)";

}  // namespace

std::span<const storage::Migration> migrations() {
  static const std::array<storage::Migration, 25> steps{
      {{.name = "the audit log", .sql = storage::kAuditTable},
       {.name = "long texts", .sql = storage::kDocumentTables},
       {.name = "experiments, executions and their events", .sql = kExperiments},
       {.name = "verifications and their runs", .sql = kVerifications},
       {.name = "safeguards and approvals", .sql = kSafeguards},
       {.name = "verifications found by their identifiers", .sql = kVerificationIndex},
       {.name = "versions of safeguards", .sql = kSafeguardVersions},
       {.name = "removed teams", .sql = kRemovedTeams},
       {.name = "the outcomes of executions", .sql = kOutcomes},
       {.name = "runs recognised, and executions closed by people", .sql = kRuns},
       {.name = "who changed safeguards last", .sql = kSafeguardChanges},
       {.name = "verifications created on the hub", .sql = kMeasurements},
       {.name = "executions that people stop", .sql = kStops},
       {.name = "announcements of changes", .sql = storage::kOutboxTable},
       {.name = "what lists are searched and sorted by", .sql = kLists},
       {.name = "an index of words", .sql = kWordsOfSqlite, .postgresql = kWordsOfPostgresql},
       {.name = "the longest executions, and those with some words", .sql = kMoreLists},
       {.name = "an audit log that can be searched", .sql = storage::kAuditIndex},
       {.name = "webhooks and their messages", .sql = kWebhookTables},
       {.name = "badges", .sql = kBadges},
       {.name = "safeguards as they were before the last change", .sql = kFormerSafeguards},
       {.name = "the versions that executions have run", .sql = kExecutedVersions},
       {.name = "agents in the audit log", .sql = storage::kAuditAgents},
       {.name = "the words of the audit log",
        .sql = storage::kAuditWords,
        .postgresql = storage::kAuditWordsOfPostgresql},
       {.name = "verifications found by their executions", .sql = kVerificationsOfExecutions}}};
  return steps;
}

}  // namespace chaos::hub::experiment

#include <array>

#include "auth/storage/sql_account_store.h"
#include "storage/shared_tables.h"

namespace chaos::hub::auth {
namespace {

constexpr std::string_view kAccounts = R"(
CREATE TABLE account (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL,
  email_key TEXT UNIQUE,
  password_hash TEXT NOT NULL,
  administrator INTEGER NOT NULL,
  disabled INTEGER NOT NULL,
  created TEXT NOT NULL
);
CREATE TABLE identity (
  provider TEXT NOT NULL,
  subject TEXT NOT NULL,
  account TEXT NOT NULL REFERENCES account (id),
  PRIMARY KEY (provider, subject)
);
CREATE TABLE sign_up_link (
  digest TEXT PRIMARY KEY,
  administrator INTEGER NOT NULL,
  expires TEXT NOT NULL,
  used TEXT NOT NULL
);
CREATE TABLE session (
  digest TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account (id),
  expires TEXT NOT NULL
);
CREATE INDEX session_of_account ON session (account);
CREATE TABLE token (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account (id),
  digest TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  organization TEXT NOT NULL,
  team TEXT NOT NULL,
  hint TEXT NOT NULL,
  created TEXT NOT NULL,
  expires TEXT NOT NULL,
  revoked TEXT NOT NULL,
  last_used TEXT NOT NULL
);
CREATE INDEX token_of_account ON token (account);
)";

constexpr std::string_view kProviderSignIn = R"(
CREATE INDEX identity_of_account ON identity (account);
CREATE TABLE used_secret (
  digest TEXT PRIMARY KEY,
  expires TEXT NOT NULL
);
)";

/// Which of the administrators' links were created by an empty hub is unknown: all count as such.
constexpr std::string_view kSignUpLinks = R"(
ALTER TABLE sign_up_link ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE sign_up_link ADD COLUMN bootstrap INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sign_up_link ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE sign_up_link ADD COLUMN created TEXT NOT NULL DEFAULT '';
UPDATE sign_up_link SET id = digest;
UPDATE sign_up_link SET bootstrap = 1 WHERE administrator = 1;
CREATE INDEX token_of_team ON token (team);
)";

constexpr std::string_view kAttempts = R"(
CREATE TABLE sign_in_attempt (
  key TEXT PRIMARY KEY,
  number INTEGER NOT NULL,
  first TEXT NOT NULL
);
CREATE INDEX sign_in_attempt_by_time ON sign_in_attempt (first);
CREATE TABLE sign_in_place (
  pair TEXT PRIMARY KEY,
  last TEXT NOT NULL
);
CREATE INDEX sign_in_place_by_time ON sign_in_place (last);
)";

}  // namespace

std::span<const storage::Migration> migrations() {
  static const std::array<storage::Migration, 9> steps{
      {{.name = "the audit log", .sql = storage::kAuditTable},
       {.name = "accounts, sessions and tokens", .sql = kAccounts},
       {.name = "signing in with providers", .sql = kProviderSignIn},
       {.name = "links to sign up that can be listed", .sql = kSignUpLinks},
       {.name = "attempts to sign in", .sql = kAttempts},
       {.name = "announcements of changes", .sql = storage::kOutboxTable},
       {.name = "an audit log that can be searched", .sql = storage::kAuditIndex},
       {.name = "agents in the audit log", .sql = storage::kAuditAgents},
       {.name = "the words of the audit log",
        .sql = storage::kAuditWords,
        .postgresql = storage::kAuditWordsOfPostgresql}}};
  return steps;
}

}  // namespace chaos::hub::auth

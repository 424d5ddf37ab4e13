#include "auth/storage/rows.h"
#include "auth/storage/sql_account_store.h"
#include "auth/storage/topics.h"
#include "storage/audit.h"
#include "storage/statement.h"

/// The part of the store that identifies the owners of tokens and sessions.
namespace chaos::hub::auth {
namespace {

using storage::Columns;
using storage::execute;
using storage::record;
using storage::select;
using storage::select_one;

constexpr const char* kTokenColumns =
    "token.id, token.account, token.kind, token.name, token.scopes, token.organization, "
    "token.team, token.hint, token.created, token.expires, token.revoked, token.last_used";

constexpr const char* kAgent = "agent";

std::string text_of(const std::set<Scope>& scopes) {
  std::string text;
  for (const Scope scope : scopes)
    text += (text.empty() ? "" : " ") + std::string(to_text(scope));
  return text;
}

std::set<Scope> scopes_from(const std::string& text) {
  std::set<Scope> scopes;
  for (const Scope scope : {Scope::kRead, Scope::kWrite, Scope::kAdmin})
    if (text.find(to_text(scope)) != std::string::npos) scopes.insert(scope);
  return scopes;
}

Token token_in(Columns& row) {
  return {.id = row.text(),
          .account = row.text(),
          .kind = row.text() == kAgent ? Token::Kind::kAgent : Token::Kind::kPersonal,
          .name = row.text(),
          .scopes = scopes_from(row.text()),
          .organization = row.text(),
          .team = row.text(),
          .hint = row.text(),
          .created = row.time(),
          .expires = row.optional_time(),
          .revoked = row.optional_time(),
          .last_used = row.optional_time()};
}

std::string read_id(Columns& row) {
  return row.text();
}

void announce(storage::Announcements& announcements, const std::vector<std::string>& accounts) {
  for (const std::string& account : accounts)
    announcements.add({.topic = kAccountChanged, .subject = account});
}

/// Unknown secrets are not cached: anyone can send any number of them.
template <typename Shown>
std::string account_in(const std::optional<std::pair<Shown, Account>>& found) {
  return found ? found->second.id : "";
}

}  // namespace

bool SqlAccountStore::add_session(const std::string& digest, const BrowserSession& session_to_add,
                                  const std::string& password_hash, const AuditContext& audit) {
  return database_.write([&](soci::session& session) {
    const auto account = lock_account(session, session_to_add.account);
    if (!account || account->disabled || account->password_hash != password_hash) return false;
    execute(session, "DELETE FROM session WHERE expires < :now", audit.time);
    execute(session,
            "INSERT INTO session (digest, account, expires) VALUES (:digest, :account, :expires)",
            digest, session_to_add.account, session_to_add.expires);
    record(session, audit, {.action = "session.open", .subject = session_to_add.account});
    return true;
  });
}

std::optional<std::pair<BrowserSession, Account>> SqlAccountStore::session(
    const std::string& digest) {
  others_.catch_up();
  return sessions_.get(
      digest, [&] { return read_session(digest); }, account_in<BrowserSession>);
}

std::optional<std::pair<BrowserSession, Account>> SqlAccountStore::read_session(
    const std::string& digest) {
  return database_.read([&](soci::session& session) {
    return select_one(
        session,
        std::string("SELECT session.account, session.expires, ") + kAccountColumns +
            " FROM session JOIN account ON account.id = session.account"
            " WHERE session.digest = :digest",
        [](Columns& row) {
          BrowserSession found{.account = row.text(), .expires = row.time()};
          return std::pair(std::move(found), read_account(row));
        },
        digest);
  });
}

void SqlAccountStore::remove_session(const std::string& digest, const AuditContext& audit) {
  database_.write([&](soci::session& session, storage::Announcements& announcements) {
    announce(announcements,
             select(session, "DELETE FROM session WHERE digest = :digest RETURNING account",
                    read_id, digest));
    record(session, audit, {.action = "session.close", .subject = audit.actor});
  });
}

void SqlAccountStore::add_token(const Token& token, const std::string& digest,
                                const AuditContext& audit) {
  database_.write([&](soci::session& session) {
    execute(session,
            "INSERT INTO token (id, account, digest, kind, name, scopes, organization, team, hint,"
            " created, expires, revoked, last_used) VALUES (:id, :account, :digest, :kind, :name,"
            " :scopes, :organization, :team, :hint, :created, :expires, '', '')",
            token.id, token.account, digest,
            token.kind == Token::Kind::kAgent ? kAgent : "personal", token.name,
            text_of(token.scopes), token.organization, token.team, token.hint, token.created,
            token.expires);
    record(session, audit,
           {.action = "token.create",
            .subject = token.id,
            .detail = token.name,
            .organization = token.organization});
  });
}

std::vector<Token> SqlAccountStore::tokens_of(const std::string& account) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  select_from(kTokenColumns, "token WHERE account = :account ORDER BY id DESC"),
                  token_in, account);
  });
}

std::optional<std::pair<Token, Account>> SqlAccountStore::token(const std::string& digest) {
  others_.catch_up();
  return tokens_.get(
      digest, [&] { return read_token(digest); }, account_in<Token>);
}

std::optional<std::pair<Token, Account>> SqlAccountStore::read_token(const std::string& digest) {
  return database_.read([&](soci::session& session) {
    return select_one(
        session,
        std::string("SELECT ") + kTokenColumns + ", " + kAccountColumns +
            " FROM token JOIN account ON account.id = token.account"
            " WHERE token.digest = :digest",
        [](Columns& row) {
          Token found = token_in(row);
          return std::pair(std::move(found), read_account(row));
        },
        digest);
  });
}

bool SqlAccountStore::revoke_token(const std::string& account, const std::string& id,
                                   const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    if (execute(session,
                "UPDATE token SET revoked = :now"
                " WHERE id = :id AND account = :account AND revoked = ''",
                audit.time, id, account) == 0)
      return false;
    announcements.add({.topic = kAccountChanged, .subject = account});
    record(session, audit, {.action = "token.revoke", .subject = id});
    return true;
  });
}

std::vector<Token> SqlAccountStore::agent_tokens(const std::string& organization,
                                                 const std::string& team) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  select_from(kTokenColumns,
                              "token WHERE organization = :organization AND team = :team"
                              " AND kind = 'agent' ORDER BY id DESC"),
                  token_in, organization, team);
  });
}

bool SqlAccountStore::revoke_agent_token(const std::string& organization, const std::string& team,
                                         const std::string& id, const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    const auto accounts =
        select(session,
               "UPDATE token SET revoked = :now WHERE id = :id AND organization = :organization"
               " AND team = :team AND kind = 'agent' AND revoked = '' RETURNING account",
               read_id, audit.time, id, organization, team);
    if (accounts.empty()) return false;
    announce(announcements, accounts);
    record(session, audit, {.action = "token.revoke", .subject = id, .organization = organization});
    return true;
  });
}

void SqlAccountStore::revoke_agent_tokens(const std::string& organization, const std::string& team,
                                          const AuditContext& audit) {
  database_.write([&](soci::session& session, storage::Announcements& announcements) {
    const auto accounts =
        select(session,
               "UPDATE token SET revoked = :now WHERE organization = :organization"
               " AND team = :team AND kind = 'agent' AND revoked = '' RETURNING account",
               read_id, audit.time, organization, team);
    announce(announcements, accounts);
    if (!accounts.empty())
      record(session, audit,
             {.action = "token.revoke-all", .subject = team, .organization = organization});
  });
}

void SqlAccountStore::note_use(const Token& token, Time now) {
  database_.write([&](soci::session& session) {
    execute(session, "UPDATE token SET last_used = :now WHERE id = :id", now, token.id);
  });
  tokens_.forget(token.account);  // other processes record the use when they see it themselves
}

}  // namespace chaos::hub::auth

#include "auth/storage/sql_store.h"

#include <algorithm>
#include <cctype>

#include "auth/storage/rows.h"
#include "service/refusal.h"
#include "storage/audit.h"
#include "storage/record.h"
#include "storage/statement.h"

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

/// What names are compared by. They are ASCII; of addresses the domain is at least.
std::string key_of(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

constexpr const char* kAgent = "agent";

/// The topic of what changes whom a token or a session identifies; `subject` is the account.
constexpr const char* kAccountChanged = "account";

constexpr std::size_t kMostCached = 10'000;

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

/// What the creation of accounts waits for: whether there is one decides over an empty hub's links.
constexpr const char* kAccounts = "accounts";

constexpr const char* kSelectValidLink =
    "SELECT id, administrator, bootstrap, author, created, expires FROM sign_up_link"
    " WHERE used = '' AND expires > :now"
    " AND (bootstrap = 0 OR NOT EXISTS (SELECT 1 FROM account))";

SignUpLink read_sign_up_link(Columns& row) {
  return {.id = row.text(),
          .administrator = row.flag(),
          .bootstrap = row.flag(),
          .author = row.text(),
          .created = row.time(),
          .expires = row.time()};
}

void insert(soci::session& session, const std::string& digest, const SignUpLink& link,
            const Deed& deed) {
  execute(session,
          "INSERT INTO sign_up_link (digest, id, administrator, bootstrap, author, created,"
          " expires, used) VALUES (:digest, :id, :administrator, :bootstrap, :author, :created,"
          " :expires, '')",
          digest, link.id, link.administrator, link.bootstrap, link.author, link.created,
          link.expires);
  record(session, deed, {.action = "link.create", .subject = link.id, .detail = "to sign up"});
}

/// For the account that has just been added. False when the link is not valid any more.
bool use_up_link(soci::session& session, const std::string& digest, const std::string& account,
                 Time now) {
  return execute(session,
                 "UPDATE sign_up_link SET used = :now WHERE digest = :digest AND used = ''"
                 " AND expires > :same AND (bootstrap = 0 OR NOT EXISTS"
                 " (SELECT 1 FROM account WHERE id <> :account))",
                 now, digest, now, account) == 1;
}

void void_bootstrap_links(soci::session& session, Time now) {
  execute(session, "UPDATE sign_up_link SET used = :now WHERE bootstrap = 1 AND used = ''", now);
}

std::string read_id(Columns& row) {
  return row.text();
}

void announce(storage::Announcements& announcements, const std::vector<std::string>& accounts) {
  for (const std::string& account : accounts)
    announcements.add({.topic = kAccountChanged, .subject = account});
}

/// What belongs to nobody is not remembered: anybody can ask for it.
template <typename Shown>
std::string account_in(const std::optional<std::pair<Shown, Account>>& found) {
  return found ? found->second.id : "";
}

}  // namespace

SqlStore::SqlStore(storage::Database& database)
    : database_(database),
      others_(database, [this](auto announcements) { forget(announcements); }),
      tokens_(kMostCached),
      sessions_(kMostCached) {}

void SqlStore::forget(std::span<const storage::Announcement> announcements) {
  for (const storage::Announcement& announcement : announcements)
    if (announcement.topic == kAccountChanged) {
      tokens_.forget(announcement.subject);
      sessions_.forget(announcement.subject);
    } else if (announcement.topic == storage::kUnknown) {
      tokens_.clear();
      sessions_.clear();
    }
}

bool SqlStore::add_account(const Account& account, const std::string& link, const Deed& deed) {
  return database_.write([&](soci::session& session) {
    storage::serialize(session, kAccounts);
    // NULL, for addresses that are not there do not count as equal.
    const std::int64_t added = execute(
        session,
        "INSERT INTO account (id, name, name_key, email, email_key, password_hash,"
        " administrator, disabled, created) VALUES (:id, :name, :name_key, :email,"
        " NULLIF(:email_key, ''), :hash, :administrator, :disabled, :created)"
        " ON CONFLICT DO NOTHING",
        account.id, account.name, key_of(account.name), account.email, key_of(account.email),
        account.password_hash, account.administrator, account.disabled, account.created);
    if (added == 0) return false;
    if (!link.empty() && !use_up_link(session, link, account.id, deed.time))
      throw Refusal(Refusal::Kind::kForbidden, "this link has been used, or has expired");
    void_bootstrap_links(session, deed.time);
    record(session, deed,
           {.action = "account.create", .subject = account.id, .detail = account.name});
    return true;
  });
}

std::optional<Account> SqlStore::account(const std::string& id) {
  return database_.read([&](soci::session& session) {
    return select_one(session, select_from(kAccountColumns, "account WHERE id = :id"), read_account,
                      id);
  });
}

std::optional<Account> SqlStore::account_named(const std::string& name_or_email) {
  return database_.read([&](soci::session& session) {
    const std::string key = key_of(name_or_email);
    return select_one(
        session,
        select_from(kAccountColumns, "account WHERE name_key = :name OR email_key = :email"),
        read_account, key, key);
  });
}

std::vector<Account> SqlStore::accounts() {
  return database_.read([&](soci::session& session) {
    return select(session, select_from(kAccountColumns, "account ORDER BY name_key"), read_account);
  });
}

bool SqlStore::set_password(const std::string& account, const std::string& hash,
                            const std::optional<std::string>& former, const std::string& kept,
                            const Deed& deed) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    const auto found = lock_account(session, account);
    if (!found || (former && found->password_hash != *former)) return false;
    execute(session, "UPDATE account SET password_hash = :hash WHERE id = :id", hash, account);
    execute(session, "DELETE FROM session WHERE account = :id AND digest <> :kept", account, kept);
    announcements.add({.topic = kAccountChanged, .subject = account});
    record(session, deed, {.action = "account.password", .subject = account});
    return true;
  });
}

void SqlStore::set_disabled(const std::string& account, bool disabled, const Deed& deed) {
  database_.write([&](soci::session& session, storage::Announcements& announcements) {
    execute(session, "UPDATE account SET disabled = :disabled WHERE id = :id", disabled, account);
    execute(session, "DELETE FROM session WHERE account = :id", account);
    announcements.add({.topic = kAccountChanged, .subject = account});
    record(session, deed,
           {.action = disabled ? "account.disable" : "account.enable", .subject = account});
  });
}

void SqlStore::add_sign_up_link(const std::string& digest, const SignUpLink& link,
                                const Deed& deed) {
  database_.write([&](soci::session& session) { insert(session, digest, link, deed); });
}

bool SqlStore::add_bootstrap_link(const std::string& digest, const SignUpLink& link,
                                  const Deed& deed) {
  return database_.write([&](soci::session& session) {
    storage::serialize(session, kAccounts);
    const auto accounts =
        select(session, "SELECT id FROM account LIMIT 1", [](Columns& row) { return row.text(); });
    void_bootstrap_links(session, deed.time);
    if (!accounts.empty()) return false;
    insert(session, digest, link, deed);
    return true;
  });
}

std::optional<SignUpLink> SqlStore::sign_up_link(const std::string& digest, Time now) {
  return database_.read([&](soci::session& session) {
    return select_one(session, std::string(kSelectValidLink) + " AND digest = :digest",
                      read_sign_up_link, now, digest);
  });
}

std::vector<SignUpLink> SqlStore::sign_up_links(Time now) {
  return database_.read([&](soci::session& session) {
    return select(session, std::string(kSelectValidLink) + " ORDER BY created DESC, id DESC",
                  read_sign_up_link, now);
  });
}

bool SqlStore::revoke_sign_up_link(const std::string& id, const Deed& deed) {
  return database_.write([&](soci::session& session) {
    if (execute(session, "UPDATE sign_up_link SET used = :now WHERE id = :id AND used = ''",
                deed.time, id) == 0)
      return false;
    record(session, deed, {.action = "link.revoke", .subject = id});
    return true;
  });
}

bool SqlStore::add_session(const std::string& digest, const Session& session_to_add,
                           const std::string& password_hash, const Deed& deed) {
  return database_.write([&](soci::session& session) {
    const auto account = lock_account(session, session_to_add.account);
    if (!account || account->disabled || account->password_hash != password_hash) return false;
    execute(session, "DELETE FROM session WHERE expires < :now", deed.time);
    execute(session,
            "INSERT INTO session (digest, account, expires) VALUES (:digest, :account, :expires)",
            digest, session_to_add.account, session_to_add.expires);
    record(session, deed, {.action = "session.open", .subject = session_to_add.account});
    return true;
  });
}

std::optional<std::pair<Session, Account>> SqlStore::session(const std::string& digest) {
  others_.catch_up();
  return sessions_.get(
      digest, [&] { return read_session(digest); }, account_in<Session>);
}

std::optional<std::pair<Session, Account>> SqlStore::read_session(const std::string& digest) {
  return database_.read([&](soci::session& session) {
    return select_one(
        session,
        std::string("SELECT session.account, session.expires, ") + kAccountColumns +
            " FROM session JOIN account ON account.id = session.account"
            " WHERE session.digest = :digest",
        [](Columns& row) {
          Session found{.account = row.text(), .expires = row.time()};
          return std::pair(std::move(found), read_account(row));
        },
        digest);
  });
}

void SqlStore::remove_session(const std::string& digest, const Deed& deed) {
  database_.write([&](soci::session& session, storage::Announcements& announcements) {
    announce(announcements,
             select(session, "DELETE FROM session WHERE digest = :digest RETURNING account",
                    read_id, digest));
    record(session, deed, {.action = "session.close", .subject = deed.actor});
  });
}

void SqlStore::add_token(const Token& token, const std::string& digest, const Deed& deed) {
  database_.write([&](soci::session& session) {
    execute(session,
            "INSERT INTO token (id, account, digest, kind, name, scopes, organization, team, hint,"
            " created, expires, revoked, last_used) VALUES (:id, :account, :digest, :kind, :name,"
            " :scopes, :organization, :team, :hint, :created, :expires, '', '')",
            token.id, token.account, digest,
            token.kind == Token::Kind::kAgent ? kAgent : "personal", token.name,
            text_of(token.scopes), token.organization, token.team, token.hint, token.created,
            token.expires);
    record(session, deed,
           {.action = "token.create",
            .subject = token.id,
            .detail = token.name,
            .organization = token.organization});
  });
}

std::vector<Token> SqlStore::tokens_of(const std::string& account) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  select_from(kTokenColumns, "token WHERE account = :account ORDER BY id DESC"),
                  token_in, account);
  });
}

std::optional<std::pair<Token, Account>> SqlStore::token(const std::string& digest) {
  others_.catch_up();
  return tokens_.get(
      digest, [&] { return read_token(digest); }, account_in<Token>);
}

std::optional<std::pair<Token, Account>> SqlStore::read_token(const std::string& digest) {
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

bool SqlStore::revoke_token(const std::string& account, const std::string& id, const Deed& deed) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    if (execute(session,
                "UPDATE token SET revoked = :now"
                " WHERE id = :id AND account = :account AND revoked = ''",
                deed.time, id, account) == 0)
      return false;
    announcements.add({.topic = kAccountChanged, .subject = account});
    record(session, deed, {.action = "token.revoke", .subject = id});
    return true;
  });
}

std::vector<Token> SqlStore::agent_tokens(const std::string& organization,
                                          const std::string& team) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  select_from(kTokenColumns,
                              "token WHERE organization = :organization AND team = :team"
                              " AND kind = 'agent' ORDER BY id DESC"),
                  token_in, organization, team);
  });
}

bool SqlStore::revoke_agent_token(const std::string& organization, const std::string& team,
                                  const std::string& id, const Deed& deed) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    const auto accounts =
        select(session,
               "UPDATE token SET revoked = :now WHERE id = :id AND organization = :organization"
               " AND team = :team AND kind = 'agent' AND revoked = '' RETURNING account",
               read_id, deed.time, id, organization, team);
    if (accounts.empty()) return false;
    announce(announcements, accounts);
    record(session, deed, {.action = "token.revoke", .subject = id, .organization = organization});
    return true;
  });
}

void SqlStore::revoke_agent_tokens(const std::string& organization, const std::string& team,
                                   const Deed& deed) {
  database_.write([&](soci::session& session, storage::Announcements& announcements) {
    const auto accounts =
        select(session,
               "UPDATE token SET revoked = :now WHERE organization = :organization"
               " AND team = :team AND kind = 'agent' AND revoked = '' RETURNING account",
               read_id, deed.time, organization, team);
    announce(announcements, accounts);
    if (!accounts.empty())
      record(session, deed,
             {.action = "token.revoke-all", .subject = team, .organization = organization});
  });
}

void SqlStore::note_use(const Token& token, Time now) {
  database_.write([&](soci::session& session) {
    execute(session, "UPDATE token SET last_used = :now WHERE id = :id", now, token.id);
  });
  tokens_.forget(token.account);  // other processes note what they see themselves
}

}  // namespace chaos::hub::auth

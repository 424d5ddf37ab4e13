#include "auth/storage/sql_account_store.h"

#include <algorithm>
#include <cctype>

#include "auth/storage/rows.h"
#include "auth/storage/topics.h"
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

/// Names are compared by this key. Names are ASCII, and so is at least the domain of an address.
std::string key_of(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

constexpr std::size_t kMostCached = 10'000;

/// Serializes the creation of accounts: an empty hub's links depend on whether there is one.
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
            const AuditContext& audit) {
  execute(session,
          "INSERT INTO sign_up_link (digest, id, administrator, bootstrap, author, created,"
          " expires, used) VALUES (:digest, :id, :administrator, :bootstrap, :author, :created,"
          " :expires, '')",
          digest, link.id, link.administrator, link.bootstrap, link.author, link.created,
          link.expires);
  record(session, audit, {.action = "link.create", .subject = link.id, .detail = "to sign up"});
}

/// For the account that has just been added. False if the link is no longer valid.
bool use_up_link(soci::session& session, const std::string& digest, const std::string& account,
                 Time now) {
  return execute(session,
                 "UPDATE sign_up_link SET used = :now WHERE digest = :digest AND used = ''"
                 " AND expires > :same AND (bootstrap = 0 OR NOT EXISTS"
                 " (SELECT 1 FROM account WHERE id <> :account))",
                 now, digest, now, account) == 1;
}

bool any_account(soci::session& session) {
  return !select(session, "SELECT id FROM account LIMIT 1", [](Columns& row) {
            return row.text();
          }).empty();
}

void void_bootstrap_links(soci::session& session, Time now) {
  execute(session, "UPDATE sign_up_link SET used = :now WHERE bootstrap = 1 AND used = ''", now);
}

}  // namespace

SqlAccountStore::SqlAccountStore(storage::Database& database)
    : database_(database),
      others_(database, [this](auto announcements) { forget(announcements); }),
      tokens_(kMostCached),
      sessions_(kMostCached) {}

void SqlAccountStore::forget(std::span<const storage::Announcement> announcements) {
  for (const storage::Announcement& announcement : announcements)
    if (announcement.topic == kAccountChanged) {
      tokens_.forget(announcement.subject);
      sessions_.forget(announcement.subject);
    } else if (announcement.topic == storage::kUnknown) {
      tokens_.clear();
      sessions_.clear();
    }
}

bool SqlAccountStore::add_account(const Account& account, const std::string& link,
                                  const AuditContext& audit) {
  return database_.write([&](soci::session& session) {
    storage::serialize(session, kAccounts);
    // NULL, because missing addresses must not count as equal.
    const std::int64_t added = execute(
        session,
        "INSERT INTO account (id, name, name_key, email, email_key, password_hash,"
        " administrator, disabled, created) VALUES (:id, :name, :name_key, :email,"
        " NULLIF(:email_key, ''), :hash, :administrator, :disabled, :created)"
        " ON CONFLICT DO NOTHING",
        account.id, account.name, key_of(account.name), account.email, key_of(account.email),
        account.password_hash, account.administrator, account.disabled, account.created);
    if (added == 0) return false;
    if (!link.empty() && !use_up_link(session, link, account.id, audit.time))
      throw Refusal(Refusal::Kind::kForbidden, "this link has been used, or has expired");
    void_bootstrap_links(session, audit.time);
    record(session, audit,
           {.action = "account.create", .subject = account.id, .detail = account.name});
    return true;
  });
}

std::optional<Account> SqlAccountStore::account(const std::string& id) {
  return database_.read([&](soci::session& session) {
    return select_one(session, select_from(kAccountColumns, "account WHERE id = :id"), read_account,
                      id);
  });
}

std::optional<Account> SqlAccountStore::account_named(const std::string& name_or_email) {
  return database_.read([&](soci::session& session) {
    const std::string key = key_of(name_or_email);
    return select_one(
        session,
        select_from(kAccountColumns, "account WHERE name_key = :name OR email_key = :email"),
        read_account, key, key);
  });
}

std::vector<Account> SqlAccountStore::accounts() {
  return database_.read([&](soci::session& session) {
    return select(session, select_from(kAccountColumns, "account ORDER BY name_key"), read_account);
  });
}

bool SqlAccountStore::set_password(const std::string& account, const std::string& hash,
                                   const std::optional<std::string>& former,
                                   const std::string& kept, const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    const auto found = lock_account(session, account);
    if (!found || (former && found->password_hash != *former)) return false;
    execute(session, "UPDATE account SET password_hash = :hash WHERE id = :id", hash, account);
    execute(session, "DELETE FROM session WHERE account = :id AND digest <> :kept", account, kept);
    announcements.add({.topic = kAccountChanged, .subject = account});
    record(session, audit, {.action = "account.password", .subject = account});
    return true;
  });
}

void SqlAccountStore::set_disabled(const std::string& account, bool disabled,
                                   const AuditContext& audit) {
  database_.write([&](soci::session& session, storage::Announcements& announcements) {
    execute(session, "UPDATE account SET disabled = :disabled WHERE id = :id", disabled, account);
    execute(session, "DELETE FROM session WHERE account = :id", account);
    announcements.add({.topic = kAccountChanged, .subject = account});
    record(session, audit,
           {.action = disabled ? "account.disable" : "account.enable", .subject = account});
  });
}

void SqlAccountStore::add_sign_up_link(const std::string& digest, const SignUpLink& link,
                                       const AuditContext& audit) {
  database_.write([&](soci::session& session) { insert(session, digest, link, audit); });
}

bool SqlAccountStore::has_accounts() {
  return database_.read([](soci::session& session) { return any_account(session); });
}

bool SqlAccountStore::add_bootstrap_link(const std::string& digest, const SignUpLink& link,
                                         const AuditContext& audit) {
  return database_.write([&](soci::session& session) {
    storage::serialize(session, kAccounts);
    const bool has_some = any_account(session);
    void_bootstrap_links(session, audit.time);
    if (has_some) return false;
    insert(session, digest, link, audit);
    return true;
  });
}

std::optional<SignUpLink> SqlAccountStore::sign_up_link(const std::string& digest, Time now) {
  return database_.read([&](soci::session& session) {
    return select_one(session, std::string(kSelectValidLink) + " AND digest = :digest",
                      read_sign_up_link, now, digest);
  });
}

std::vector<SignUpLink> SqlAccountStore::sign_up_links(Time now) {
  return database_.read([&](soci::session& session) {
    return select(session, std::string(kSelectValidLink) + " ORDER BY created DESC, id DESC",
                  read_sign_up_link, now);
  });
}

bool SqlAccountStore::revoke_sign_up_link(const std::string& id, const AuditContext& audit) {
  return database_.write([&](soci::session& session) {
    if (execute(session, "UPDATE sign_up_link SET used = :now WHERE id = :id AND used = ''",
                audit.time, id) == 0)
      return false;
    record(session, audit, {.action = "link.revoke", .subject = id});
    return true;
  });
}

}  // namespace chaos::hub::auth

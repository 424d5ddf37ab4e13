#include <algorithm>

#include "auth/storage/rows.h"
#include "auth/storage/sql_account_store.h"
#include "service/refusal.h"
#include "storage/audit.h"
#include "storage/statement.h"

/// The part of the store that contains identities at providers.
namespace chaos::hub::auth {
namespace {

using storage::Columns;
using storage::execute;
using storage::record;
using storage::select;
using storage::select_one;

std::vector<Identity> identities(soci::session& session, const std::string& account) {
  return select(
      session, "SELECT provider, subject FROM identity WHERE account = :account ORDER BY provider",
      [](Columns& row) { return Identity{.provider = row.text(), .subject = row.text()}; },
      account);
}

bool insert(soci::session& session, const std::string& account, const Identity& identity,
            const AuditContext& audit) {
  if (execute(session,
              "INSERT INTO identity (provider, subject, account)"
              " VALUES (:provider, :subject, :account) ON CONFLICT DO NOTHING",
              identity.provider, identity.subject, account) == 0)
    return false;
  record(session, audit,
         {.action = "identity.add", .subject = account, .detail = identity.provider});
  return true;
}

}  // namespace

std::optional<Account> SqlAccountStore::account_of(const std::string& provider,
                                                   const std::string& subject) {
  return database_.read([&](soci::session& session) {
    return select_one(session,
                      select_from(kAccountColumns,
                                  "account JOIN identity ON identity.account = account.id"
                                  " WHERE identity.provider = :provider"
                                  " AND identity.subject = :subject"),
                      read_account, provider, subject);
  });
}

std::vector<Identity> SqlAccountStore::identities_of(const std::string& account) {
  return database_.read([&](soci::session& session) { return identities(session, account); });
}

bool SqlAccountStore::add_identity(const std::string& account, const Identity& identity,
                                   const AuditContext& audit) {
  return database_.write(
      [&](soci::session& session) { return insert(session, account, identity, audit); });
}

bool SqlAccountStore::add_first_identity(const std::string& account, const Identity& identity,
                                         const AuditContext& audit) {
  return database_.write([&](soci::session& session) {
    const auto found = lock_account(session, account);
    if (!found || !found->password_hash.empty() || !identities(session, account).empty())
      throw Refusal(Refusal::Kind::kConflict, "someone else has just signed in to this account");
    return insert(session, account, identity, audit);
  });
}

bool SqlAccountStore::remove_identities(const std::string& account, const std::string& provider,
                                        const AuditContext& audit) {
  return database_.write([&](soci::session& session) {
    const auto found = lock_account(session, account);
    const auto all = identities(session, account);
    if (!found || std::ranges::find(all, provider, &Identity::provider) == all.end()) return false;
    const bool another = std::ranges::any_of(
        all, [&](const Identity& identity) { return identity.provider != provider; });
    if (found->password_hash.empty() && !another)
      throw Refusal(Refusal::Kind::kConflict,
                    "this is the only way to sign in to this account: connect another one first");
    execute(session, "DELETE FROM identity WHERE account = :account AND provider = :provider",
            account, provider);
    record(session, audit, {.action = "identity.remove", .subject = account, .detail = provider});
    return true;
  });
}

bool SqlAccountStore::use_up(const std::string& digest, Time expires, Time now) {
  return database_.write([&](soci::session& session) {
    execute(session, "DELETE FROM used_secret WHERE expires < :now", now);
    return execute(session,
                   "INSERT INTO used_secret (digest, expires) VALUES (:digest, :expires)"
                   " ON CONFLICT DO NOTHING",
                   digest, expires) == 1;
  });
}

}  // namespace chaos::hub::auth

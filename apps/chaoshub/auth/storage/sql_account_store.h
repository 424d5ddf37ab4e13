#pragma once

#include "auth/model/account_store.h"
#include "storage/cache.h"
#include "storage/database.h"
#include "storage/other_processes.h"

namespace chaos::hub::auth {

/// The schema of the auth service's database.
std::span<const storage::Migration> migrations();

/// The store in a database with that schema.
class SqlAccountStore final : public AccountStore {
 public:
  explicit SqlAccountStore(storage::Database& database);

  bool add_account(const Account& account, const std::string& link,
                   const AuditContext& audit) override;
  std::optional<Account> account(const std::string& id) override;
  std::optional<Account> account_named(const std::string& name_or_email) override;
  std::vector<Account> accounts() override;
  bool has_accounts() override;
  bool set_password(const std::string& account, const std::string& hash,
                    const std::optional<std::string>& former, const std::string& kept,
                    const AuditContext& audit) override;
  void set_disabled(const std::string& account, bool disabled, const AuditContext& audit) override;

  void add_sign_up_link(const std::string& digest, const SignUpLink& link,
                        const AuditContext& audit) override;
  bool add_bootstrap_link(const std::string& digest, const SignUpLink& link,
                          const AuditContext& audit) override;
  std::optional<SignUpLink> sign_up_link(const std::string& digest, Time now) override;
  std::vector<SignUpLink> sign_up_links(Time now) override;
  bool revoke_sign_up_link(const std::string& id, const AuditContext& audit) override;

  bool add_session(const std::string& digest, const BrowserSession& session,
                   const std::string& password_hash, const AuditContext& audit) override;
  std::optional<std::pair<BrowserSession, Account>> session(const std::string& digest) override;
  void remove_session(const std::string& digest, const AuditContext& audit) override;

  void add_token(const Token& token, const std::string& digest, const AuditContext& audit) override;
  std::vector<Token> tokens_of(const std::string& account) override;
  std::optional<std::pair<Token, Account>> token(const std::string& digest) override;
  bool revoke_token(const std::string& account, const std::string& id,
                    const AuditContext& audit) override;
  std::vector<Token> agent_tokens(const std::string& organization,
                                  const std::string& team) override;
  bool revoke_agent_token(const std::string& organization, const std::string& team,
                          const std::string& id, const AuditContext& audit) override;
  void revoke_agent_tokens(const std::string& organization, const std::string& team,
                           const AuditContext& audit) override;
  void note_use(const Token& token, Time now) override;

  std::optional<Account> account_of(const std::string& provider,
                                    const std::string& subject) override;
  std::vector<Identity> identities_of(const std::string& account) override;
  bool add_identity(const std::string& account, const Identity& identity,
                    const AuditContext& audit) override;
  bool add_first_identity(const std::string& account, const Identity& identity,
                          const AuditContext& audit) override;
  bool remove_identities(const std::string& account, const std::string& provider,
                         const AuditContext& audit) override;
  bool use_up(const std::string& digest, Time expires, Time now) override;

  storage::CacheCounts token_cache() const { return tokens_.counts(); }
  storage::CacheCounts session_cache() const { return sessions_.counts(); }

 private:
  std::optional<std::pair<BrowserSession, Account>> read_session(const std::string& digest);
  std::optional<std::pair<Token, Account>> read_token(const std::string& digest);

  void forget(std::span<const storage::Announcement> announcements);

  storage::Database& database_;
  storage::OtherProcesses others_;
  // The owners of secrets, by digest; the groups are accounts.
  storage::Cache<std::optional<std::pair<Token, Account>>> tokens_;
  storage::Cache<std::optional<std::pair<BrowserSession, Account>>> sessions_;
};

}  // namespace chaos::hub::auth

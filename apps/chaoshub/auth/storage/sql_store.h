#pragma once

#include "auth/model/store.h"
#include "storage/cache.h"
#include "storage/database.h"
#include "storage/other_processes.h"

namespace chaos::hub::auth {

/// The schema of the auth service's database.
std::span<const storage::Migration> migrations();

/// The store in a database with that schema.
class SqlStore final : public Store {
 public:
  explicit SqlStore(storage::Database& database);

  bool add_account(const Account& account, const std::string& link, const Deed& deed) override;
  std::optional<Account> account(const std::string& id) override;
  std::optional<Account> account_named(const std::string& name_or_email) override;
  std::vector<Account> accounts() override;
  bool set_password(const std::string& account, const std::string& hash,
                    const std::optional<std::string>& former, const std::string& kept,
                    const Deed& deed) override;
  void set_disabled(const std::string& account, bool disabled, const Deed& deed) override;

  void add_sign_up_link(const std::string& digest, const SignUpLink& link,
                        const Deed& deed) override;
  bool add_bootstrap_link(const std::string& digest, const SignUpLink& link,
                          const Deed& deed) override;
  std::optional<SignUpLink> sign_up_link(const std::string& digest, Time now) override;
  std::vector<SignUpLink> sign_up_links(Time now) override;
  bool revoke_sign_up_link(const std::string& id, const Deed& deed) override;

  bool add_session(const std::string& digest, const Session& session,
                   const std::string& password_hash, const Deed& deed) override;
  std::optional<std::pair<Session, Account>> session(const std::string& digest) override;
  void remove_session(const std::string& digest, const Deed& deed) override;

  void add_token(const Token& token, const std::string& digest, const Deed& deed) override;
  std::vector<Token> tokens_of(const std::string& account) override;
  std::optional<std::pair<Token, Account>> token(const std::string& digest) override;
  bool revoke_token(const std::string& account, const std::string& id, const Deed& deed) override;
  std::vector<Token> agent_tokens(const std::string& organization,
                                  const std::string& team) override;
  bool revoke_agent_token(const std::string& organization, const std::string& team,
                          const std::string& id, const Deed& deed) override;
  void revoke_agent_tokens(const std::string& organization, const std::string& team,
                           const Deed& deed) override;
  void note_use(const Token& token, Time now) override;

  std::optional<Account> account_of(const std::string& provider,
                                    const std::string& subject) override;
  std::vector<Identity> identities_of(const std::string& account) override;
  bool add_identity(const std::string& account, const Identity& identity,
                    const Deed& deed) override;
  bool add_first_identity(const std::string& account, const Identity& identity,
                          const Deed& deed) override;
  bool remove_identities(const std::string& account, const std::string& provider,
                         const Deed& deed) override;
  bool use_up(const std::string& digest, Time expires, Time now) override;

  storage::CacheCounts token_cache() const { return tokens_.counts(); }
  storage::CacheCounts session_cache() const { return sessions_.counts(); }

 private:
  std::optional<std::pair<Session, Account>> read_session(const std::string& digest);
  std::optional<std::pair<Token, Account>> read_token(const std::string& digest);

  void forget(std::span<const storage::Announcement> announcements);

  storage::Database& database_;
  storage::OtherProcesses others_;
  // Whom a secret identifies, by its digest; the groups are accounts.
  storage::Cache<std::optional<std::pair<Token, Account>>> tokens_;
  storage::Cache<std::optional<std::pair<Session, Account>>> sessions_;
};

}  // namespace chaos::hub::auth

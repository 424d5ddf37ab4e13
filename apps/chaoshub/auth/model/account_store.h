#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "auth/model/account.h"
#include "service/audit_context.h"

namespace chaos::hub::auth {

/// Stores accounts, tokens, sessions and identities. Secrets are passed as digests. Each function
/// is one transaction, durable once it returns, and records what it changed in the audit log. Safe
/// to use from any thread.
class AccountStore {
 public:
  virtual ~AccountStore() = default;

  /// False if the name or the e-mail address is taken. Uses up `link`, unless it is ""; throws
  /// Refusal if that is invalid or has expired. Voids the links of an empty hub.
  virtual bool add_account(const Account& account, const std::string& link,
                           const AuditContext& audit) = 0;
  virtual std::optional<Account> account(const std::string& id) = 0;
  virtual std::optional<Account> account_named(const std::string& name_or_email) = 0;
  virtual std::vector<Account> accounts() = 0;
  virtual bool has_accounts() = 0;
  /// Ends the account's sessions except the one with the digest `kept`. False, without any change,
  /// if the current hash is not `former`; nullopt accepts any.
  virtual bool set_password(const std::string& account, const std::string& hash,
                            const std::optional<std::string>& former, const std::string& kept,
                            const AuditContext& audit) = 0;
  /// Also ends the account's sessions.
  virtual void set_disabled(const std::string& account, bool disabled,
                            const AuditContext& audit) = 0;

  virtual void add_sign_up_link(const std::string& digest, const SignUpLink& link,
                                const AuditContext& audit) = 0;
  /// Replaces the previous bootstrap link. False if there is an account: accounts create their own
  /// links.
  virtual bool add_bootstrap_link(const std::string& digest, const SignUpLink& link,
                                  const AuditContext& audit) = 0;
  /// The link, if it is valid at `now`.
  virtual std::optional<SignUpLink> sign_up_link(const std::string& digest, Time now) = 0;
  /// The links that are valid at `now`, newest first.
  virtual std::vector<SignUpLink> sign_up_links(Time now) = 0;
  /// False if the link does not exist or is no longer valid.
  virtual bool revoke_sign_up_link(const std::string& id, const AuditContext& audit) = 0;

  /// False if the account has since been disabled, or its password hash is no longer
  /// `password_hash`: changing the password is meant to end all sessions.
  virtual bool add_session(const std::string& digest, const BrowserSession& session,
                           const std::string& password_hash, const AuditContext& audit) = 0;
  virtual std::optional<std::pair<BrowserSession, Account>> session(const std::string& digest) = 0;
  virtual void remove_session(const std::string& digest, const AuditContext& audit) = 0;

  virtual void add_token(const Token& token, const std::string& digest,
                         const AuditContext& audit) = 0;
  virtual std::vector<Token> tokens_of(const std::string& account) = 0;
  virtual std::optional<std::pair<Token, Account>> token(const std::string& digest) = 0;
  /// False if the account has no such token, or it is already revoked.
  virtual bool revoke_token(const std::string& account, const std::string& id,
                            const AuditContext& audit) = 0;
  /// The tokens of a team's agents, whoever created them, newest first.
  virtual std::vector<Token> agent_tokens(const std::string& organization,
                                          const std::string& team) = 0;
  /// False if the team has no such token, or it is already revoked.
  virtual bool revoke_agent_token(const std::string& organization, const std::string& team,
                                  const std::string& id, const AuditContext& audit) = 0;
  virtual void revoke_agent_tokens(const std::string& organization, const std::string& team,
                                   const AuditContext& audit) = 0;
  virtual void note_use(const Token& token, Time now) = 0;

  /// The account with that identity, if there is one.
  virtual std::optional<Account> account_of(const std::string& provider,
                                            const std::string& subject) = 0;
  virtual std::vector<Identity> identities_of(const std::string& account) = 0;
  /// False if an account already has that identity.
  virtual bool add_identity(const std::string& account, const Identity& identity,
                            const AuditContext& audit) = 0;
  /// The same for an account that nobody can sign in to yet. Throws Refusal (kConflict) if it now
  /// has a password or an identity.
  virtual bool add_first_identity(const std::string& account, const Identity& identity,
                                  const AuditContext& audit) = 0;
  /// Removes the account's identities at a provider. False if it has none. Throws Refusal
  /// (kConflict) if nobody could sign in to the account afterwards.
  virtual bool remove_identities(const std::string& account, const std::string& provider,
                                 const AuditContext& audit) = 0;
  /// Marks the secret as used until it expires; false if it was already.
  virtual bool use_up(const std::string& digest, Time expires, Time now) = 0;
};

}  // namespace chaos::hub::auth

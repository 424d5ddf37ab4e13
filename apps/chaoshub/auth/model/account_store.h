#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "auth/model/account.h"
#include "service/audit_context.h"

namespace chaos::hub::auth {

/// What the auth service keeps. Secrets come as their digests. Each function is one transaction,
/// durable once it returns, and leaves a record of what it changed. Safe to use from any thread.
class AccountStore {
 public:
  virtual ~AccountStore() = default;

  /// False when the name or the e-mail address is taken. `link` is used up by it: "" for none;
  /// throws Refusal when it is not, or no longer, valid. Links of an empty hub are void from now
  /// on.
  virtual bool add_account(const Account& account, const std::string& link,
                           const AuditContext& audit) = 0;
  virtual std::optional<Account> account(const std::string& id) = 0;
  virtual std::optional<Account> account_named(const std::string& name_or_email) = 0;
  virtual std::vector<Account> accounts() = 0;
  /// Ends the account's sessions but for the one with the digest `kept`. False, and nothing is
  /// changed, when the hash is not `former` any more; any will do for nullopt.
  virtual bool set_password(const std::string& account, const std::string& hash,
                            const std::optional<std::string>& former, const std::string& kept,
                            const AuditContext& audit) = 0;
  /// Ends the account's sessions, too.
  virtual void set_disabled(const std::string& account, bool disabled,
                            const AuditContext& audit) = 0;

  virtual void add_sign_up_link(const std::string& digest, const SignUpLink& link,
                                const AuditContext& audit) = 0;
  /// Instead of an earlier one of its kind. False when there is an account, which is who makes
  /// links.
  virtual bool add_bootstrap_link(const std::string& digest, const SignUpLink& link,
                                  const AuditContext& audit) = 0;
  /// One that is valid at `now`.
  virtual std::optional<SignUpLink> sign_up_link(const std::string& digest, Time now) = 0;
  /// Those that are valid at `now`, the latest first.
  virtual std::vector<SignUpLink> sign_up_links(Time now) = 0;
  /// False when there is no such link, or it is void already.
  virtual bool revoke_sign_up_link(const std::string& id, const AuditContext& audit) = 0;

  /// False when the account has been disabled since, or its password is not the one with the hash
  /// `password_hash` any more: whoever changed it wanted to end its sessions.
  virtual bool add_session(const std::string& digest, const BrowserSession& session,
                           const std::string& password_hash, const AuditContext& audit) = 0;
  virtual std::optional<std::pair<BrowserSession, Account>> session(const std::string& digest) = 0;
  virtual void remove_session(const std::string& digest, const AuditContext& audit) = 0;

  virtual void add_token(const Token& token, const std::string& digest,
                         const AuditContext& audit) = 0;
  virtual std::vector<Token> tokens_of(const std::string& account) = 0;
  virtual std::optional<std::pair<Token, Account>> token(const std::string& digest) = 0;
  /// False when the account has no such token, or it is revoked.
  virtual bool revoke_token(const std::string& account, const std::string& id,
                            const AuditContext& audit) = 0;
  /// Those of a team's agents, whoever has made them, the latest first.
  virtual std::vector<Token> agent_tokens(const std::string& organization,
                                          const std::string& team) = 0;
  /// False when the team has no such token, or it is revoked.
  virtual bool revoke_agent_token(const std::string& organization, const std::string& team,
                                  const std::string& id, const AuditContext& audit) = 0;
  virtual void revoke_agent_tokens(const std::string& organization, const std::string& team,
                                   const AuditContext& audit) = 0;
  virtual void note_use(const Token& token, Time now) = 0;

  /// Somebody of an outside identity provider: his account, when he was seen before.
  virtual std::optional<Account> account_of(const std::string& provider,
                                            const std::string& subject) = 0;
  virtual std::vector<Identity> identities_of(const std::string& account) = 0;
  /// False when some account has that identity.
  virtual bool add_identity(const std::string& account, const Identity& identity,
                            const AuditContext& audit) = 0;
  /// The same for an account that nobody can sign in to yet. Throws Refusal (kConflict) when
  /// somebody can by now: it has a password, or an identity.
  virtual bool add_first_identity(const std::string& account, const Identity& identity,
                                  const AuditContext& audit) = 0;
  /// Those of a provider. False when the account has none. Throws Refusal (kConflict) when there
  /// would be no way left to sign in to it.
  virtual bool remove_identities(const std::string& account, const std::string& provider,
                                 const AuditContext& audit) = 0;
  /// Remembers the secret until it expires; false when it is remembered already.
  virtual bool use_up(const std::string& digest, Time expires, Time now) = 0;
};

}  // namespace chaos::hub::auth

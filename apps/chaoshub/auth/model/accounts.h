#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "auth/model/account.h"
#include "auth/model/account_store.h"
#include "auth/model/attempts.h"
#include "security/principal.h"
#include "service/auth_service.h"
#include "service/dashboard_service.h"

namespace chaos::hub::auth {

/// The details of a new account.
struct NewAccount {
  std::string name;
  std::string email;     ///< "" for none
  std::string password;  ///< "" if they only sign in with a provider
  bool administrator = false;
};

/// The properties of a new token.
struct NewToken {
  std::string name;
  std::set<Scope> scopes = {Scope::kRead, Scope::kWrite};
  Token::Kind kind = Token::Kind::kPersonal;
  std::string organization = {};  ///< for an agent
  std::string team = {};          ///< for an agent
  std::optional<Time> expires = {};
};

/// The rules for accounts, sessions and tokens. Secrets are returned once and stored as digests.
/// Throws Refusal. Safe to use from any thread.
class Accounts final : public AuthService {
 public:
  static constexpr std::chrono::hours kSessionLifetime{24 * 14};
  static constexpr std::chrono::hours kLinkLifetime{24 * 7};
  static constexpr std::size_t kShortestPassword = 10;
  static constexpr std::size_t kLongestName = 39;

  Accounts(AccountStore& store, Attempts& attempts, const PrincipalSigner& signer,
           DashboardService& dashboard, Clock clock);

  std::optional<std::string> identify(const Credentials& credentials) override;
  std::optional<Person> find_person(const std::string& signed_principal,
                                    const std::string& name_or_email) override;

  std::vector<Person> people(const std::vector<std::string>& accounts) override;
  bool has_accounts() override;

  /// Revokes the agent tokens of a team that has been deleted. May be called more than once.
  void remove_team(const std::string& organization, const std::string& team);

  /// Creates a link with which one person can sign up; returns it and its secret. `author`: "" for
  /// the command line.
  std::pair<SignUpLink, std::string> make_sign_up_link(bool administrator,
                                                       const std::string& author = "");
  /// The secret of a link for the first account, which becomes an administrator. Voids earlier
  /// bootstrap links; this one becomes void once there is an account. Nothing if there is one
  /// already.
  std::optional<std::string> make_bootstrap_link();
  /// Whether someone can sign up with this secret now.
  bool is_valid_link(const std::string& secret);
  /// The links with which someone can sign up now, newest first.
  std::vector<SignUpLink> sign_up_links();
  void revoke_sign_up_link(const std::string& id, const std::string& actor = "");
  /// Creates the account, and its organization if the dashboard responds.
  Account sign_up(const std::string& link, NewAccount wanted);
  /// Needs no link; for administrators.
  Account create(const NewAccount& wanted, const std::string& actor);

  /// Returns the session's secret. `address` is the client's; failures are limited by address: see
  /// Attempts.
  std::string sign_in(const std::string& name, const std::string& password,
                      const std::string& address);
  /// A session for someone whose identity was verified by other means.
  std::string open_session(const Account& account);
  void sign_out(const std::string& session);

  /// Returns the token and its secret.
  std::pair<Token, std::string> create_token(const Principal& principal, const NewToken& wanted);
  std::vector<Token> tokens_of(const Principal& principal);
  void revoke_token(const Principal& principal, const std::string& id);
  /// The tokens of a team's agents, whoever created them. The caller must have checked that the
  /// principal owns the team, here and below.
  std::vector<Token> agent_tokens(const std::string& organization, const std::string& team);
  void revoke_agent_token(const Principal& principal, const std::string& organization,
                          const std::string& team, const std::string& id);

  /// Ends the account's other sessions.
  void change_password(const Principal& principal, const std::string& old_password,
                       const std::string& new_password);
  /// Does not need the old password; for administrators.
  void reset_password(const Account& account, const std::string& password);
  /// Disables the account, including its tokens, or enables it again.
  void set_disabled(const Account& account, bool disabled);

 private:
  void welcome(const Account& account);
  Account add(const NewAccount& wanted, const std::string& link, const std::string& actor);
  SignUpLink new_link(bool administrator, bool bootstrap, const std::string& author) const;
  std::string sign(const Account& account, const std::string& session) const;
  std::string sign(const Account& account, const Token& token) const;
  AuditContext audit(const std::string& actor) const { return {.actor = actor, .time = clock_()}; }

  AccountStore& store_;
  Attempts& attempts_;
  const PrincipalSigner& signer_;
  DashboardService& dashboard_;
  const Clock clock_;
  std::atomic<bool> has_accounts_ = false;  ///< once there is one, there always is
};

}  // namespace chaos::hub::auth

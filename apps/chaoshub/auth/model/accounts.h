#pragma once

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

/// What somebody gives to get an account.
struct NewAccount {
  std::string name;
  std::string email;     ///< "" for none
  std::string password;  ///< "" when he signs in elsewhere only
  bool administrator = false;
};

/// What a new token is to be.
struct NewToken {
  std::string name;
  std::set<Scope> scopes = {Scope::kRead, Scope::kWrite};
  Token::Kind kind = Token::Kind::kPersonal;
  std::string organization = {};  ///< of an agent's
  std::string team = {};          ///< of an agent's
  std::optional<Time> expires = {};
};

/// The rules of accounts, sessions and tokens. Texts with a secret in them are returned once and
/// kept as digests. Throws Refusal. Safe to use from any thread.
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

  /// Revokes the tokens of the agents of a team that has been removed. May be called more than
  /// once.
  void remove_team(const std::string& organization, const std::string& team);

  /// A link that lets somebody sign up once, and its secret. `author`: "" for the command line.
  std::pair<SignUpLink, std::string> make_sign_up_link(bool administrator,
                                                       const std::string& author = "");
  /// The secret of a link for the first account, which administers the hub. Those that were made
  /// before are void from now on, and this one is as soon as there is an account. Nothing when
  /// there is one already.
  std::optional<std::string> make_bootstrap_link();
  /// Whether the secret lets somebody sign up now.
  bool is_valid_link(const std::string& secret);
  /// Those that let somebody sign up now, the latest first.
  std::vector<SignUpLink> sign_up_links();
  void revoke_sign_up_link(const std::string& id, const std::string& actor = "");
  /// The account, welcomed by the dashboard.
  Account sign_up(const std::string& link, NewAccount wanted);
  /// Without a link, for administrators.
  Account create(const NewAccount& wanted, const std::string& actor);

  /// A session's secret. `address` is the client's, from which only some attempts may fail: see
  /// Attempts.
  std::string sign_in(const std::string& name, const std::string& password,
                      const std::string& address);
  /// A session for somebody whose identity was proven otherwise.
  std::string open_session(const Account& account);
  void sign_out(const std::string& session);

  /// The token and its secret.
  std::pair<Token, std::string> create_token(const Principal& principal, const NewToken& wanted);
  std::vector<Token> tokens_of(const Principal& principal);
  void revoke_token(const Principal& principal, const std::string& id);
  /// Those of a team's agents, whoever has made them. Whether the caller owns the team is checked
  /// before, here and below.
  std::vector<Token> agent_tokens(const std::string& organization, const std::string& team);
  void revoke_agent_token(const Principal& principal, const std::string& organization,
                          const std::string& team, const std::string& id);

  /// Ends the sessions of the account but for the principal's own one.
  void change_password(const Principal& principal, const std::string& old_password,
                       const std::string& new_password);
  /// Without the old one, for administrators.
  void reset_password(const Account& account, const std::string& password);
  /// Lets somebody in no more, by whatever he shows, or again.
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
};

}  // namespace chaos::hub::auth

#include "auth/model/accounts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "log/log.h"
#include "security/network.h"
#include "security/secret.h"
#include "service/characters.h"
#include "service/field_checks.h"
#include "service/refusal.h"
#include "service/unreachable.h"

namespace chaos::hub::auth {
namespace {

constexpr std::size_t kLongestText = 200;
/// Limits how long a password can keep argon2 busy.
constexpr std::size_t kLongestPassword = 1000;

/// Makes tokens recognizable, including to secret scanners.
constexpr std::string_view kPersonalPrefix = "chub_";
constexpr std::string_view kAgentPrefix = "chua_";

[[noreturn]] void refuse(const std::string& why) {
  throw Refusal(Refusal::Kind::kInvalid, why);
}

/// Names are used in URLs and sentences: letters and digits, with "-._" between them.
void check_name(const std::string& name) {
  const auto is_plain = [](unsigned char c) { return std::isalnum(c) != 0; };
  const auto is_allowed = [&](unsigned char c) {
    return is_plain(c) || c == '-' || c == '.' || c == '_';
  };
  if (name.empty() || name.size() > Accounts::kLongestName ||
      !std::ranges::all_of(name, is_allowed) || !is_plain(static_cast<unsigned char>(name.front())))
    refuse(fmt::format(
        "a name must have 1 to {} letters, digits or -._ and start with a letter or digit",
        Accounts::kLongestName));
}

void check_email(const std::string& email) {
  const auto at = email.find('@');
  const bool plain = std::ranges::none_of(
      email, [](unsigned char c) { return c <= ' ' || c == 0x7F || c == '<' || c == '>'; });
  if (email.empty() || (plain && email.size() <= kLongestText && at != std::string::npos &&
                        at > 0 && at + 1 < email.size()))
    return;
  refuse("that is not a valid e-mail address");
}

void check_password(const std::string& password) {
  if (characters_in(password) < Accounts::kShortestPassword)
    refuse(fmt::format("a password must have at least {} characters", Accounts::kShortestPassword));
  if (characters_in(password) > kLongestPassword)
    refuse(fmt::format("a password must have at most {} characters", kLongestPassword));
}

std::optional<Token> token_with(const std::vector<Token>& tokens, const std::string& id) {
  const auto found = std::ranges::find(tokens, id, &Token::id);
  return found == tokens.end() ? std::nullopt : std::optional(*found);
}

/// Records in the team's feed what was done to the token of its agents; other tokens are private.
/// It has been done even if that fails.
void tell_team(DashboardService& dashboard, const std::string& signed_principal, const Token& token,
               const char* what) try {
  if (token.kind != Token::Kind::kAgent) return;
  dashboard.note(signed_principal,
                 {.organization = token.organization,
                  .team = token.team,
                  .kind = "token-changed",
                  .subject = token.id,
                  .text = fmt::format("{} the agent token '{}'", what, token.name)});
} catch (const std::exception& error) {
  log::warning(fmt::format("Cannot record in the feed that the token '{}' was {}: {}", token.name,
                           what, error.what()));
}

const std::set<Scope>& all_scopes() {
  static const std::set<Scope> scopes = {Scope::kRead, Scope::kWrite, Scope::kAdmin};
  return scopes;
}

}  // namespace

Accounts::Accounts(AccountStore& store, Attempts& attempts, const PrincipalSigner& signer,
                   DashboardService& dashboard, Clock clock)
    : store_(store),
      attempts_(attempts),
      signer_(signer),
      dashboard_(dashboard),
      clock_(std::move(clock)) {}

std::string Accounts::sign(const Account& account, const std::string& session) const {
  return signer_.sign({.account = account.id,
                       .name = account.name,
                       .administrator = account.administrator,
                       .scopes = all_scopes(),
                       .session = session});
}

std::string Accounts::sign(const Account& account, const Token& token) const {
  const bool agent = token.kind == Token::Kind::kAgent;
  return signer_.sign({.kind = agent ? PrincipalKind::kAgent : PrincipalKind::kPerson,
                       .account = account.id,
                       .name = account.name,
                       .administrator = account.administrator && !agent,
                       .scopes = token.scopes,
                       .organization = token.organization,
                       .team = token.team,
                       .agent = agent ? token.name : std::string()});
}

std::optional<std::string> Accounts::identify(const Credentials& credentials) {
  const Time now = clock_();
  if (!credentials.token.empty()) {
    const auto found = store_.token(digest_of(credentials.token));
    if (!found) return std::nullopt;
    const auto& [token, account] = *found;
    if (!token.is_good_at(now) || account.disabled) return std::nullopt;
    if (!token.last_used || now - *token.last_used >= std::chrono::minutes(1))
      store_.note_use(token, now);
    return sign(account, token);
  }
  if (credentials.session.empty()) return std::nullopt;
  const std::string digest = digest_of(credentials.session);
  const auto found = store_.session(digest);
  if (!found || now >= found->first.expires || found->second.disabled) return std::nullopt;
  return sign(found->second, digest);
}

std::optional<Person> Accounts::find_person(const std::string& signed_principal,
                                            const std::string& name_or_email) {
  if (!signer_.read(signed_principal))
    throw Refusal(Refusal::Kind::kNobody, "authentication required");
  const auto account = store_.account_named(name_or_email);
  if (!account) return std::nullopt;
  return Person{.id = account->id, .name = account->name};
}

std::vector<Person> Accounts::people(const std::vector<std::string>& accounts) {
  std::vector<Person> people;
  for (const std::string& id : accounts)
    if (const auto account = store_.account(id))
      people.push_back({.id = account->id, .name = account->name});
  return people;
}

bool Accounts::has_accounts() {
  if (!has_accounts_) has_accounts_ = store_.has_accounts();
  return has_accounts_;
}

void Accounts::remove_team(const std::string& organization, const std::string& team) {
  store_.revoke_agent_tokens(organization, team, audit(""));
}

SignUpLink Accounts::new_link(bool administrator, bool bootstrap, const std::string& author) const {
  return {.id = new_id(),
          .administrator = administrator,
          .bootstrap = bootstrap,
          .author = author,
          .created = clock_(),
          .expires = clock_() + kLinkLifetime};
}

std::pair<SignUpLink, std::string> Accounts::make_sign_up_link(bool administrator,
                                                               const std::string& author) {
  std::string secret = random_secret();
  SignUpLink link = new_link(administrator, false, author);
  store_.add_sign_up_link(digest_of(secret), link, audit(author));
  return {std::move(link), std::move(secret)};
}

std::optional<std::string> Accounts::make_bootstrap_link() {
  std::string secret = random_secret();
  if (!store_.add_bootstrap_link(digest_of(secret), new_link(true, true, ""), audit("")))
    return std::nullopt;
  return secret;
}

bool Accounts::is_valid_link(const std::string& secret) {
  return store_.sign_up_link(digest_of(secret), clock_()).has_value();
}

std::vector<SignUpLink> Accounts::sign_up_links() {
  return store_.sign_up_links(clock_());
}

void Accounts::revoke_sign_up_link(const std::string& id, const std::string& actor) {
  if (!store_.revoke_sign_up_link(id, audit(actor)))
    throw Refusal(Refusal::Kind::kUnknown, "link not found, or already void");
}

Account Accounts::sign_up(const std::string& link, NewAccount wanted) {
  const std::string digest = digest_of(link);
  const auto found = store_.sign_up_link(digest, clock_());
  if (!found) throw Refusal(Refusal::Kind::kForbidden, "this link has been used, or has expired");
  wanted.administrator = found->administrator;
  return add(wanted, digest, "");
}

Account Accounts::create(const NewAccount& wanted, const std::string& actor) {
  return add(wanted, "", actor);
}

Account Accounts::add(const NewAccount& wanted, const std::string& link, const std::string& actor) {
  FieldChecks checks;
  checks.of("name", [&] { check_name(wanted.name); });
  checks.of("email", [&] { check_email(wanted.email); });
  // Those who sign in with a provider do not need one, but no link leads there.
  checks.of("password", [&] {
    if (!link.empty() || !wanted.password.empty()) check_password(wanted.password);
  });
  checks.done();
  Account account{.id = new_id(),
                  .name = wanted.name,
                  .email = wanted.email,
                  .password_hash = wanted.password.empty() ? "" : hash_password(wanted.password),
                  .administrator = wanted.administrator,
                  .created = clock_()};
  if (!store_.add_account(account, link, audit(actor.empty() ? account.id : actor)))
    throw Refusal(Refusal::Kind::kConflict, "that name or e-mail address is taken");
  welcome(account);
  return account;
}

std::string Accounts::sign_in(const std::string& name, const std::string& password,
                              const std::string& address) {
  const auto account = store_.account_named(name);
  // Attempts by name and by e-mail address count as attempts on the same account.
  const SignInAttempt attempt{.account = account ? account->id : digest_of(name),
                              .network = network_of(address)};
  if (!attempts_.begin(attempt, clock_()))
    throw Refusal(Refusal::Kind::kTooOften, "too many failed attempts: try again in 15 minutes");
  // Unknown names take as long to check as known ones.
  static const std::string nobody = hash_password(random_secret());
  const bool known = account && !account->password_hash.empty() && !account->disabled;
  const bool right = characters_in(password) <= kLongestPassword &&
                     is_password(password, known ? account->password_hash : nobody);
  if (!known || !right) throw Refusal(Refusal::Kind::kNobody, "wrong name or password");
  attempts_.succeed(attempt, clock_());
  return open_session(*account);
}

/// Also called at each sign-in: if the dashboard does not respond, the account exists anyway, and
/// gets its organization next time.
void Accounts::welcome(const Account& account) try {
  dashboard_.welcome(sign(account, ""));
} catch (const Unreachable& error) {
  log::warning(fmt::format("{} has no organization yet: {}", account.name, error.what()));
}

std::string Accounts::open_session(const Account& account) {
  welcome(account);
  std::string secret = random_secret();
  if (!store_.add_session(digest_of(secret),
                          {.account = account.id, .expires = clock_() + kSessionLifetime},
                          account.password_hash, audit(account.id)))
    throw Refusal(Refusal::Kind::kConflict,
                  "the account was changed while you signed in: sign in again");
  return secret;
}

void Accounts::sign_out(const std::string& session) {
  const std::string digest = digest_of(session);
  if (const auto found = store_.session(digest))
    store_.remove_session(digest, audit(found->first.account));
}

std::pair<Token, std::string> Accounts::create_token(const Principal& principal,
                                                     const NewToken& wanted) {
  const bool agent = wanted.kind == Token::Kind::kAgent;
  if (principal.kind != PrincipalKind::kPerson)
    throw Refusal(Refusal::Kind::kForbidden, "only people can create tokens");
  FieldChecks checks;
  checks.of("name", [&] {
    if (wanted.name.empty() || characters_in(wanted.name) > kLongestText)
      refuse(fmt::format("a token's name must have 1 to {} characters", kLongestText));
  });
  checks.of("scopes", [&] {
    if (wanted.scopes.empty()) refuse("choose at least one permission");
  });
  checks.of("expires", [&] {
    if (wanted.expires && *wanted.expires <= clock_()) refuse("a token must expire in the future");
  });
  checks.done();
  if (agent && (wanted.organization.empty() || wanted.team.empty()))
    refuse("an agent's token needs an organization and a team");
  if (!std::ranges::includes(principal.scopes, wanted.scopes))
    throw Refusal(Refusal::Kind::kForbidden, "a token cannot have scopes that its creator lacks");
  if (agent && dashboard_.membership_of(signer_.sign(principal), wanted.organization, wanted.team)
                       .team_role < Role::kOwner)
    throw Refusal(Refusal::Kind::kForbidden,
                  "only owners of the team can create tokens for its agents");
  std::string secret = std::string(agent ? kAgentPrefix : kPersonalPrefix) + random_secret();
  Token token{.id = new_id(),
              .account = principal.account,
              .kind = wanted.kind,
              .name = wanted.name,
              .scopes = wanted.scopes,
              .organization = agent ? wanted.organization : "",
              .team = agent ? wanted.team : "",
              .hint = secret.substr(secret.size() - 4),
              .created = clock_(),
              .expires = wanted.expires,
              .revoked = {},
              .last_used = {}};
  store_.add_token(token, digest_of(secret), audit(principal.account));
  tell_team(dashboard_, signer_.sign(principal), token, "created");
  return {std::move(token), std::move(secret)};
}

std::vector<Token> Accounts::tokens_of(const Principal& principal) {
  return store_.tokens_of(principal.account);
}

void Accounts::revoke_token(const Principal& principal, const std::string& id) {
  const auto token = token_with(store_.tokens_of(principal.account), id);
  if (!store_.revoke_token(principal.account, id, audit(principal.account)))
    throw Refusal(Refusal::Kind::kUnknown, "token not found");
  if (token) tell_team(dashboard_, signer_.sign(principal), *token, "revoked");
}

std::vector<Token> Accounts::agent_tokens(const std::string& organization,
                                          const std::string& team) {
  return store_.agent_tokens(organization, team);
}

void Accounts::revoke_agent_token(const Principal& principal, const std::string& organization,
                                  const std::string& team, const std::string& id) {
  const auto token = token_with(store_.agent_tokens(organization, team), id);
  if (!store_.revoke_agent_token(organization, team, id, audit(principal.account)))
    throw Refusal(Refusal::Kind::kUnknown, "token not found, or already revoked");
  if (token) tell_team(dashboard_, signer_.sign(principal), *token, "revoked");
}

void Accounts::change_password(const Principal& principal, const std::string& old_password,
                               const std::string& new_password) {
  const auto account = store_.account(principal.account);
  if (!account || account->password_hash.empty() ||
      !is_password(old_password, account->password_hash))
    throw Refusal(Refusal::Kind::kForbidden, "the current password is wrong");
  check_password(new_password);
  if (!store_.set_password(principal.account, hash_password(new_password), account->password_hash,
                           principal.session, audit(principal.account)))
    throw Refusal(Refusal::Kind::kConflict, "the password has been changed in the meantime");
}

void Accounts::reset_password(const Account& account, const std::string& password) {
  check_password(password);
  store_.set_password(account.id, hash_password(password), std::nullopt, "", audit(""));
}

void Accounts::set_disabled(const Account& account, bool disabled) {
  store_.set_disabled(account.id, disabled, audit(""));
}

}  // namespace chaos::hub::auth

#include "auth/model/provider_sign_in.h"

#include <fmt/format.h>

#include <algorithm>

#include "auth/model/error_code.h"
#include "auth/model/newcomer.h"
#include "chaos/json.h"
#include "security/secret.h"
#include "service/refusal.h"

namespace chaos::hub::auth {
namespace {

constexpr int kMostOfOneName = 1000;

[[noreturn]] void refuse(const std::string& why) {
  throw Refusal(Refusal::Kind::kForbidden, why);
}

/// At most 255 characters (OpenID Connect Core, 2), all of which databases can store.
bool is_identifier(const std::string& subject) {
  return !subject.empty() && subject.size() <= 255 &&
         std::ranges::none_of(subject, [](unsigned char c) { return c < ' '; });
}

Json to_json(const Handshake& handshake) {
  return {{"state", handshake.state},
          {"nonce", handshake.nonce},
          {"verifier", handshake.verifier},
          {"redirect_uri", handshake.redirect_uri}};
}

}  // namespace

/// Stored in the browser, encrypted, while it is at the provider's, so that the hub stores nothing
/// for people who never come back.
struct ProviderSignIn::Attempt {
  std::string provider;
  Handshake handshake;
  std::string next;
  std::string account;
  Time expires;
};

ProviderSignIn::ProviderSignIn(AccountStore& store, Accounts& accounts,
                               std::vector<NamedProvider> providers, const std::string& key,
                               Clock clock)
    : store_(store),
      accounts_(accounts),
      providers_(std::move(providers)),
      sealer_(key, "sign-in with a provider"),
      clock_(std::move(clock)) {}

std::vector<ProviderButton> ProviderSignIn::buttons() const {
  std::vector<ProviderButton> buttons;
  for (const auto& provider : providers_)
    buttons.push_back({.name = provider.name, .title = provider.title});
  return buttons;
}

const NamedProvider& ProviderSignIn::provider_named(const std::string& name) const {
  const auto found = std::ranges::find(providers_, name, &NamedProvider::name);
  if (found == providers_.end())
    throw Refusal(Refusal::Kind::kUnknown, "sign-in provider not found");
  return *found;
}

const std::string& ProviderSignIn::title_of(const std::string& name) const {
  return provider_named(name).title;
}

std::vector<ProviderSignIn::Connection> ProviderSignIn::connections_of(const std::string& account) {
  const auto identities = store_.identities_of(account);
  std::vector<Connection> connections;
  for (const auto& provider : providers_)
    connections.push_back(
        {.provider = {.name = provider.name, .title = provider.title},
         .connected = std::ranges::find(identities, provider.issuer, &Identity::provider) !=
                      identities.end()});
  return connections;
}

void ProviderSignIn::disconnect(const std::string& name, const std::string& account) {
  const NamedProvider& provider = provider_named(name);
  if (!store_.remove_identities(account, provider.issuer, {.actor = account, .time = clock_()}))
    throw Refusal(Refusal::Kind::kUnknown,
                  fmt::format("no identity at {} is connected to this account", provider.title));
}

ProviderSignIn::Begun ProviderSignIn::begin(const Wish& wish) {
  const NamedProvider& provider = provider_named(wish.provider);
  const Handshake handshake{.state = random_secret(),
                            .nonce = random_secret(),
                            .verifier = random_secret(),
                            .redirect_uri = wish.redirect_uri};
  const Json attempt = {{"provider", wish.provider},
                        {"handshake", to_json(handshake)},
                        {"next", wish.next},
                        {"account", wish.account},
                        {"expires", to_text(clock_() + kPatience)}};
  // URLs come from the browser and may contain invalid UTF-8.
  const std::string text = attempt.dump(-1, ' ', false, Json::error_handler_t::replace);
  return {.address = provider.provider->authorization_url(handshake), .secret = sealer_.seal(text)};
}

ProviderSignIn::Attempt ProviderSignIn::read(const std::string& provider, const std::string& secret,
                                             const std::string& state) const {
  const auto text = sealer_.open(secret);
  if (!text) refuse("this sign-in was not started in this browser: start again");
  const Json json = Json::parse(*text);  // we wrote it
  const Json& handshake = json.at("handshake");
  Attempt attempt{.provider = json.at("provider"),
                  .handshake = {.state = handshake.at("state"),
                                .nonce = handshake.at("nonce"),
                                .verifier = handshake.at("verifier"),
                                .redirect_uri = handshake.at("redirect_uri")},
                  .next = json.at("next"),
                  .account = json.at("account"),
                  .expires = time_from(json.at("expires").get<std::string>()).value_or(Time{})};
  if (clock_() >= attempt.expires) refuse("the sign-in timed out: start again");
  // Accepting a response to someone else's request would sign this browser in to someone else's
  // account.
  if (attempt.provider != provider || !equal_in_constant_time(attempt.handshake.state, state))
    refuse("this sign-in was not started in this browser: start again");
  return attempt;
}

ProviderSignIn::Finished ProviderSignIn::finish(const std::string& name, const Callback& callback,
                                                const std::string& secret,
                                                const Principal& caller) {
  const NamedProvider& provider = provider_named(name);
  const Attempt attempt = read(name, secret, callback.state);
  if (!store_.use_up(digest_of(attempt.handshake.state), attempt.expires, clock_()))
    refuse("this sign-in has already been completed: start again");
  if (!callback.error.empty() || callback.code.empty())
    refuse(fmt::format("{} refused to sign you in, or you declined to share your identity{}",
                       provider.title, shown_code(callback.error)));
  if (!attempt.account.empty() && attempt.account != caller.account)
    refuse(
        "the account that started to connect an identity is no longer signed in: sign in and start "
        "again");
  const ProviderIdentity person = provider.provider->person(callback, attempt.handshake);
  if (!is_identifier(person.subject)) throw ProviderFailed("it did not identify the person");
  if (!attempt.account.empty()) {
    connect(provider, person, attempt.account);
    return {.next = attempt.next};
  }
  const Account account = account_for(provider, person);
  if (account.disabled) refuse("this account is disabled");
  return {.next = attempt.next, .session = accounts_.open_session(account)};
}

void ProviderSignIn::connect(const NamedProvider& provider, const ProviderIdentity& person,
                             const std::string& account) {
  const bool added =
      store_.add_identity(account, {.provider = provider.issuer, .subject = person.subject},
                          {.actor = account, .time = clock_()});
  if (added) return;
  const auto owner = store_.account_of(provider.issuer, person.subject);
  if (owner && owner->id == account) return;
  throw Refusal(Refusal::Kind::kConflict,
                fmt::format("that identity at {} is connected to another account", provider.title));
}

Account ProviderSignIn::account_for(const NamedProvider& provider, const ProviderIdentity& person) {
  if (auto known = store_.account_of(provider.issuer, person.subject)) return *std::move(known);
  const Identity identity{.provider = provider.issuer, .subject = person.subject};
  auto account = waiting_account(provider, person);
  if (!account) {
    if (!may_join(person, provider.allow))
      refuse(person.email.empty()
                 ? fmt::format("you have no account here, and {} has not verified an e-mail "
                               "address of yours: ask your administrator",
                               provider.title)
                 : fmt::format("you have no account here, and people with the address {} do not "
                               "get one automatically: ask your administrator",
                               person.email));
    account = create_account(person);
  }
  if (!store_.add_first_identity(account->id, identity, {.actor = account->id, .time = clock_()}))
    throw Refusal(Refusal::Kind::kConflict,
                  "you have signed in twice at the same time: sign in again");
  return *std::move(account);
}

/// The unused account that was created for their e-mail address. Throws Refusal if the account with
/// that address is in use.
std::optional<Account> ProviderSignIn::waiting_account(const NamedProvider& provider,
                                                       const ProviderIdentity& person) {
  if (person.email.find('@') == std::string::npos) return std::nullopt;
  auto account = store_.account_named(person.email);
  if (!account) return std::nullopt;
  if (account->disabled) refuse("this account is disabled");
  if (!account->password_hash.empty() || !store_.identities_of(account->id).empty())
    throw Refusal(Refusal::Kind::kConflict,
                  fmt::format("an account with the address {} already exists: sign in to it as "
                              "usual, then connect it to {} on your account page",
                              person.email, provider.title));
  return account;
}

Account ProviderSignIn::create_account(const ProviderIdentity& person) {
  for (int number = 1; number < kMostOfOneName; ++number) {
    const std::string name = account_name_for(person, number);
    if (!store_.account_named(name))
      return accounts_.create({.name = name, .email = person.email, .password = {}}, "");
  }
  throw Refusal(Refusal::Kind::kConflict, "too many accounts have your name");
}

}  // namespace chaos::hub::auth

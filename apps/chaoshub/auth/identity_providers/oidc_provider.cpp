#include "auth/identity_providers/oidc_provider.h"

#include <fmt/format.h>

#include <algorithm>

#include "auth/identity_providers/client_login.h"
#include "auth/identity_providers/id_token.h"

namespace chaos::hub::auth {
namespace {

/// How long a discovery document is cached.
constexpr std::chrono::hours kLifetime{1};

std::string address_in(const Json& discovery, const char* key) {
  std::string address = text_in(discovery, key);
  if (address.empty()) throw ProviderFailed(fmt::format("its discovery document has no {}", key));
  return address;
}

/// A boolean or, as some providers send, a string. False if missing.
bool is_true(const Json* value) {
  return value != nullptr && (*value == true || *value == "true");
}

/// The key with that identifier in the set, or the only candidate; null if there is none.
Json key_in(const Json& keys, const std::string& id, const std::string& algorithm) {
  const std::string type = algorithm.starts_with("RS") ? "RSA" : "EC";
  const Json* list = find(keys, "keys");
  Json found;
  if (list == nullptr || !list->is_array()) return found;
  for (const Json& key : *list) {
    if (!key.is_object() || text_in(key, "kty") != type || text_in(key, "use") == "enc") continue;
    if (!id.empty() && text_in(key, "kid") != id) continue;
    if (!found.is_null()) return {};  // ambiguous
    found = key;
  }
  return found;
}

std::string name_in(const Json& claims) {
  for (const char* key : {"preferred_username", "nickname", "name"})
    if (auto name = text_in(claims, key); !name.empty()) return name;
  return {};
}

}  // namespace

std::string OidcProvider::authorization_url(const Handshake& handshake) {
  return with_query(address_in(discovery(ProviderCall()), "authorization_endpoint"),
                    authorization_fields(config_, handshake));
}

ProviderIdentity OidcProvider::person(const Callback& callback, const Handshake& handshake) {
  const ProviderCall call;
  const Json document = discovery(call);
  // RFC 9207: prevents another provider that impersonates this one from having its code exchanged
  // here.
  const Json* says = find(document, "authorization_response_iss_parameter_supported");
  if (callback.issuer.empty() ? is_true(says) : callback.issuer != config_.issuer)
    throw ProviderFailed("the response came from another issuer");
  const Json tokens = exchange(call, document, callback.code, handshake);
  Json claims = claims_of(
      text_in(tokens, "id_token"),
      {.issuer = config_.issuer, .client_id = config_.client_id, .nonce = handshake.nonce},
      [&](const std::string& id, const std::string& algorithm) {
        return key_named(call, address_in(document, "jwks_uri"), id, algorithm);
      });
  const std::string subject = text_in(claims, "sub");
  if (const std::string url = text_in(document, "userinfo_endpoint");
      find(claims, "email") == nullptr && !url.empty()) {
    const Json more = call.get(url, text_in(tokens, "access_token"));
    // Core, 5.3.2: data about a different subject must not be used.
    if (text_in(more, "sub") != subject)
      throw ProviderFailed("its userinfo is about another subject");
    claims.update(more);
  }
  return {.subject = subject,
          .name = name_in(claims),
          .email = is_true(find(claims, "email_verified")) ? text_in(claims, "email") : ""};
}

Json OidcProvider::discovery(const ProviderCall& call) {
  {
    const std::lock_guard lock(mutex_);
    if (!discovery_.is_null() && Clock::now() - read_ < kLifetime) return discovery_;
  }
  const std::string base = config_.issuer.ends_with('/') ? config_.issuer : config_.issuer + "/";
  Json document = call.get(base + ".well-known/openid-configuration");
  // Discovery, 4.3: otherwise one provider could impersonate another.
  if (!document.is_object() || text_in(document, "issuer") != config_.issuer)
    throw ProviderFailed(fmt::format("{} calls itself '{}': configure that as the issuer",
                                     config_.issuer, text_in(document, "issuer").substr(0, 200)));
  const std::lock_guard lock(mutex_);
  discovery_ = document;
  read_ = Clock::now();
  return document;
}

Json OidcProvider::key_named(const ProviderCall& call, const std::string& url,
                             const std::string& id, const std::string& algorithm) {
  {
    const std::lock_guard lock(mutex_);
    if (Json key = key_in(keys_, id, algorithm); !key.is_null()) return key;
  }
  // Providers rotate their keys. Tokens come directly from the provider, so unknown keys are rare.
  const Json keys = call.get(url);
  Json key = key_in(keys, id, algorithm);
  if (key.is_null()) throw ProviderFailed("it has no key that matches the signature");
  const std::lock_guard lock(mutex_);
  keys_ = keys;
  return key;
}

Json OidcProvider::exchange(const ProviderCall& call, const Json& discovery,
                            const std::string& code, const Handshake& handshake) const {
  Fields form = exchange_fields(code, handshake);
  std::string authorization;
  const Json* methods = find(discovery, "token_endpoint_auth_methods_supported");
  const bool basic = methods == nullptr || !methods->is_array() ||
                     std::ranges::find(*methods, Json("client_secret_basic")) != methods->end();
  if (basic)
    authorization = basic_authorization(config_);
  else
    add_client(form, config_);
  return call.post(address_in(discovery, "token_endpoint"), form, authorization);
}

}  // namespace chaos::hub::auth

#include "auth/identity_providers/id_token.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <jwt/jwt.hpp>
#include <string_view>

#include "auth/identity_providers/json_web_key.h"
#include "auth/identity_providers/provider_call.h"
#include "auth/model/identity_provider.h"
#include "security/base64url.h"
#include "security/secret.h"

namespace chaos::hub::auth {
namespace {

/// The allowed clock difference.
constexpr std::int64_t kLeeway = 60;  // seconds; the allowed clock difference

/// Excludes "none", and HMAC, which would use the public key as a secret.
constexpr std::array<std::string_view, 4> kAlgorithms = {"RS256", "RS384", "RS512", "ES256"};

[[noreturn]] void fail(const std::string& why) {
  throw ProviderFailed("invalid ID token: " + why);
}

/// A decoded part of the token, not yet verified.
Json part_of(std::string_view token, std::size_t number) {
  for (; number > 0 && token.find('.') != std::string_view::npos; --number)
    token.remove_prefix(token.find('.') + 1);
  const auto text = from_base64url(token.substr(0, token.find('.')));
  Json json = text ? Json::parse(*text, nullptr, false) : Json();
  if (!json.is_object()) fail("not a JWT");
  return json;
}

void check_signature(const std::string& token, const std::string& algorithm,
                     const std::string& pem) {
  using namespace jwt::params;
  try {
    // The library checks only the times among the claims; they are checked again below.
    jwt::decode(token, algorithms({algorithm}), secret(pem), verify(true),
                leeway(static_cast<uint32_t>(kLeeway)));
  } catch (const std::exception&) {
    fail("invalid signature, or expired");
  }
}

bool is_for(const Json& claims, const std::string& client) {
  const Json* audience = find(claims, "aud");
  if (audience == nullptr) return false;
  if (audience->is_string()) return *audience == client;
  return audience->is_array() && std::ranges::find(*audience, Json(client)) != audience->end();
}

void check_claims(const Json& claims, const IdTokenRules& rules) {
  const std::int64_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  if (text_in(claims, "iss") != rules.issuer) fail("wrong issuer");
  if (!is_for(claims, rules.client_id)) fail("wrong audience");
  const std::string party = text_in(claims, "azp");
  const Json& audience = *find(claims, "aud");
  if (party.empty() ? audience.is_array() && audience.size() > 1 : party != rules.client_id)
    fail("wrong authorized party");
  const Json* expires = find(claims, "exp");
  if (expires == nullptr || !expires->is_number() ||
      expires->get<double>() <= static_cast<double>(now - kLeeway))
    fail("expired");
  if (!equal_in_constant_time(text_in(claims, "nonce"), rules.nonce)) fail("wrong nonce");
}

}  // namespace

Json claims_of(const std::string& id_token, const IdTokenRules& rules, const KeyNamed& key_named) {
  const Json header = part_of(id_token, 0);
  const std::string algorithm = text_in(header, "alg");
  if (std::ranges::find(kAlgorithms, algorithm) == kAlgorithms.end())
    fail("not signed with RS256, RS384, RS512 or ES256");
  if (find(header, "crit") != nullptr) fail("unknown critical header");
  check_signature(id_token, algorithm,
                  pem_of(key_named(text_in(header, "kid"), algorithm), algorithm));
  Json claims = part_of(id_token, 1);
  check_claims(claims, rules);
  return claims;
}

}  // namespace chaos::hub::auth

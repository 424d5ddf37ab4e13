#include "auth/identity_providers/client_login.h"

#include <sodium.h>

#include <array>

#include "net/http_client.h"
#include "security/base64url.h"

namespace chaos::hub::auth {
namespace {

/// The challenge that is sent before the verifier itself (S256).
std::string challenge_of(const std::string& verifier) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(verifier.data()), verifier.size());
  return to_base64url(digest);
}

std::string base64(const std::string& text) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string encoded(sodium_base64_encoded_len(text.size(), kVariant), '\0');
  sodium_bin2base64(encoded.data(), encoded.size(),
                    reinterpret_cast<const unsigned char*>(text.data()), text.size(), kVariant);
  encoded.pop_back();  // the terminating NUL
  return encoded;
}

}  // namespace

Fields authorization_fields(const ProviderConfig& config, const Handshake& handshake) {
  Fields fields = {{"response_type", "code"},
                   {"client_id", config.client_id},
                   {"redirect_uri", handshake.redirect_uri},
                   {"scope", config.scopes},
                   {"state", handshake.state},
                   {"code_challenge", challenge_of(handshake.verifier)},
                   {"code_challenge_method", "S256"}};
  if (config.kind == "oidc") fields.emplace_back("nonce", handshake.nonce);
  return fields;
}

Fields exchange_fields(const std::string& code, const Handshake& handshake) {
  return {{"grant_type", "authorization_code"},
          {"code", code},
          {"redirect_uri", handshake.redirect_uri},
          {"code_verifier", handshake.verifier}};
}

std::string basic_authorization(const ProviderConfig& config) {
  // RFC 6749, 2.3.1: each is form-encoded first.
  return "Basic " +
         base64(net::form_encode(config.client_id) + ":" + net::form_encode(config.client_secret));
}

void add_client(Fields& form, const ProviderConfig& config) {
  form.emplace_back("client_id", config.client_id);
  form.emplace_back("client_secret", config.client_secret);
}

}  // namespace chaos::hub::auth

#include "hub/fake_issuer.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <chrono>

#include "http/message.h"
#include "security/base64url.h"

namespace chaos::testing {
namespace {

using hub::to_base64url;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

// Created once, because it is slow.
EVP_PKEY* own_key() {
  static const Key key(EVP_RSA_gen(2048), EVP_PKEY_free);
  return key.get();
}
EVP_PKEY* another_key() {
  static const Key key(EVP_RSA_gen(2048), EVP_PKEY_free);
  return key.get();
}

std::string number_in(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  BN_free(number);
  return to_base64url(bytes);
}

std::string signature_of(const std::string& text, EVP_PKEY* key) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key);
  EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size());
  std::string signature(size, '\0');
  EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                 text.size());
  return to_base64url(signature);
}

}  // namespace

FakeIssuer::FakeIssuer()
    : server_(std::make_unique<HttpServer>(
          [this](const ReceivedRequest& request) { return answer(request); })) {}

std::string FakeIssuer::url() const {
  return server_->url("");
}

void FakeIssuer::set(Script script) {
  const std::lock_guard lock(mutex_);
  script_ = std::move(script);
}

std::map<std::string, std::string> FakeIssuer::exchanged() const {
  const std::lock_guard lock(mutex_);
  return exchanged_;
}

Json FakeIssuer::discovery(const Script& script) const {
  Json document = {{"issuer", url()},
                   {"authorization_endpoint", url() + "/authorize"},
                   {"token_endpoint", url() + "/token"},
                   {"userinfo_endpoint", url() + "/userinfo"},
                   {"jwks_uri", url() + "/keys"}};
  document.update(script.discovery);
  return document;
}

Json FakeIssuer::keys() const {
  const Json key = {{"kty", "RSA"},
                    {"kid", "one"},
                    {"use", "sig"},
                    {"n", number_in(own_key(), OSSL_PKEY_PARAM_RSA_N)},
                    {"e", number_in(own_key(), OSSL_PKEY_PARAM_RSA_E)}};
  return {{"keys", Json::array({key})}};
}

std::string FakeIssuer::id_token(const Script& script, const std::string& nonce) const {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  Json header = {{"alg", "RS256"}, {"kid", "one"}, {"typ", "JWT"}};
  header.update(script.header);
  Json principals = {
      {"iss", url()}, {"aud", "chaoshub"}, {"iat", now}, {"exp", now + 300}, {"nonce", nonce}};
  principals.update(script.principals);
  const std::string head = to_base64url(header.dump()) + ".";
  const std::string text = head + to_base64url(principals.dump());
  const std::string signature =
      signature_of(text, script.sign_with_another_key ? another_key() : own_key());
  if (!script.change_after_signing) return text + "." + signature;
  principals["sub"] = "2";
  return head + to_base64url(principals.dump()) + "." + signature;
}

ScriptedReply FakeIssuer::answer(const ReceivedRequest& request) {
  const std::lock_guard lock(mutex_);
  const auto path = request.target.substr(0, request.target.find('?'));
  if (path == "/.well-known/openid-configuration") return json_reply(discovery(script_).dump());
  if (path == "/keys") return json_reply(keys().dump());
  if (path == "/userinfo") return json_reply(script_.userinfo.dump());
  if (path == "/api/v3/user") return json_reply(script_.github_user.dump());
  if (path == "/api/v3/user/emails") return json_reply(script_.github_emails.dump());
  if (path != "/token" && path != "/login/oauth/access_token") return reply(404);
  exchanged_ = hub::http::parse_query(request.body);
  if (script_.token) return *script_.token;
  // The code is the nonce; tests choose it.
  return json_reply(Json({{"access_token", "an access token"},
                          {"token_type", "Bearer"},
                          {"id_token", id_token(script_, exchanged_["code"])}})
                        .dump());
}

}  // namespace chaos::testing

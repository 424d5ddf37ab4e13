#include "auth/identity_providers/github_provider.h"

#include "auth/identity_providers/client_login.h"

namespace chaos::hub::auth {
namespace {

bool is_set(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && *value == true;
}

}  // namespace

GithubProvider::GithubProvider(ProviderConfig config)
    : config_(std::move(config)),
      api_(config_.issuer == "https://github.com" ? "https://api.github.com"
                                                  : config_.issuer + "/api/v3") {}

std::string GithubProvider::authorization_url(const Handshake& handshake) {
  return with_query(config_.issuer + "/login/oauth/authorize",
                    authorization_fields(config_, handshake));
}

ProviderIdentity GithubProvider::person(const Callback& callback, const Handshake& handshake) {
  const ProviderCall call;
  Fields form = exchange_fields(callback.code, handshake);
  add_client(form, config_);
  const std::string token =
      text_in(call.post(config_.issuer + "/login/oauth/access_token", form, ""), "access_token");
  if (token.empty()) throw ProviderFailed("it returned no access token");
  const Json user = call.get(api_ + "/user", token);
  // The number stays the same when someone changes their login, which others can then take.
  const Json* number = find(user, "id");
  if (number == nullptr || !number->is_number_integer())
    throw ProviderFailed("it did not identify the person");
  return {.subject = std::to_string(number->get<std::int64_t>()),
          .name = text_in(user, "login"),
          .email = verified_email(call, token)};
}

/// The primary address. The address in the public profile is not verified.
std::string GithubProvider::verified_email(const ProviderCall& call,
                                           const std::string& token) const {
  for (const Json& email : call.get(api_ + "/user/emails", token))
    if (email.is_object() && is_set(email, "primary") && is_set(email, "verified"))
      return text_in(email, "email");
  return {};
}

}  // namespace chaos::hub::auth

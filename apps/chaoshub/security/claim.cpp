#include "security/claim.h"

#include <jwt/jwt.hpp>
#include <stdexcept>

namespace chaos::hub {
namespace {

using namespace jwt::params;

constexpr auto kLifetime = std::chrono::minutes(1);
constexpr const char* kIssuer = "chaoshub";

}  // namespace

ClaimSigner::ClaimSigner(std::string key) : key_(std::move(key)) {
  if (key_.size() < 32) throw std::invalid_argument("a key for claims has at least 32 bytes");
}

std::string ClaimSigner::sign(const Claim& claim) const {
  jwt::jwt_object token{algorithm("HS256"), secret(key_)};
  token.add_claim("iss", kIssuer)
      .add_claim("sub", claim.account)
      .add_claim("exp", std::chrono::system_clock::now() + kLifetime);
  nlohmann::json scopes = nlohmann::json::array();
  for (const Scope scope : claim.scopes)
    scopes.push_back(to_text(scope));
  token.payload().add_claim("scopes", scopes);
  token.payload().add_claim("name", claim.name);
  token.payload().add_claim("administrator", claim.administrator);
  token.payload().add_claim("team", claim.team);
  token.payload().add_claim("session", claim.session);
  return token.signature();
}

std::optional<Claim> ClaimSigner::read(const std::string& text) const {
  try {
    const auto token = jwt::decode(text, algorithms({"HS256"}), secret(key_), issuer(kIssuer),
                                   verify(true), leeway(5));
    const auto payload = token.payload().create_json_obj();
    Claim claim{.account = payload.at("sub").get<std::string>(),
                .name = payload.at("name").get<std::string>(),
                .administrator = payload.at("administrator").get<bool>(),
                .scopes = {},
                .team = payload.at("team").get<std::string>(),
                .session = payload.at("session").get<std::string>()};
    for (const Scope scope : {Scope::kRead, Scope::kWrite, Scope::kAdmin})
      for (const auto& name : payload.at("scopes"))
        if (name == to_text(scope)) claim.scopes.insert(scope);
    return claim;
  } catch (const std::exception&) {
    return std::nullopt;  // whatever is wrong with it, it is no claim of ours
  }
}

}  // namespace chaos::hub

#include "security/principal.h"

#include <jwt/jwt.hpp>
#include <stdexcept>

namespace chaos::hub {
namespace {

using namespace jwt::params;

constexpr auto kLifetime = std::chrono::minutes(1);
constexpr const char* kIssuer = "chaoshub";

PrincipalKind kind_named(const std::string& name) {
  for (const PrincipalKind kind : kPrincipalKinds)
    if (to_text(kind) == name) return kind;
  throw std::invalid_argument("there are no principals of the kind " + name);
}

}  // namespace

std::string_view to_text(PrincipalKind kind) {
  switch (kind) {
    case PrincipalKind::kPerson:
      return "person";
    case PrincipalKind::kAgent:
      return "agent";
    case PrincipalKind::kService:
      break;
  }
  return "service";
}

PrincipalSigner::PrincipalSigner(std::string key) : key_(std::move(key)) {
  if (key_.size() < 32) throw std::invalid_argument("a key for principals has at least 32 bytes");
}

std::string PrincipalSigner::sign(const Principal& principal) const {
  jwt::jwt_object token{algorithm("HS256"), secret(key_)};
  token.add_claim("iss", kIssuer)
      .add_claim("sub", principal.account)
      .add_claim("exp", std::chrono::system_clock::now() + kLifetime);
  nlohmann::json scopes = nlohmann::json::array();
  for (const Scope scope : principal.scopes)
    scopes.push_back(to_text(scope));
  token.payload().add_claim("kind", std::string(to_text(principal.kind)));
  token.payload().add_claim("scopes", scopes);
  token.payload().add_claim("name", principal.name);
  token.payload().add_claim("administrator", principal.administrator);
  token.payload().add_claim("organization", principal.organization);
  token.payload().add_claim("team", principal.team);
  token.payload().add_claim("session", principal.session);
  return token.signature();
}

std::optional<Principal> PrincipalSigner::read(const std::string& text) const {
  try {
    const auto token = jwt::decode(text, algorithms({"HS256"}), secret(key_), issuer(kIssuer),
                                   verify(true), leeway(5));
    const auto payload = token.payload().create_json_obj();
    Principal principal{.kind = kind_named(payload.at("kind").get<std::string>()),
                        .account = payload.at("sub").get<std::string>(),
                        .name = payload.at("name").get<std::string>(),
                        .administrator = payload.at("administrator").get<bool>(),
                        .scopes = {},
                        .organization = payload.at("organization").get<std::string>(),
                        .team = payload.at("team").get<std::string>(),
                        .session = payload.at("session").get<std::string>()};
    for (const Scope scope : {Scope::kRead, Scope::kWrite, Scope::kAdmin})
      for (const auto& name : payload.at("scopes"))
        if (name == to_text(scope)) principal.scopes.insert(scope);
    return principal;
  } catch (const std::exception&) {
    return std::nullopt;  // whatever is wrong with it, it is not a principal of ours
  }
}

}  // namespace chaos::hub

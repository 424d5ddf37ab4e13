#include "security/principal.h"

#include <chrono>
#include <cstdint>
#include <jwt/jwt.hpp>
#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace chaos::hub {
namespace {

using namespace jwt::params;

using Time = std::chrono::system_clock::time_point;

constexpr auto kLifetime = std::chrono::minutes(1);
/// A signed principal must stay valid while other services process it.
constexpr auto kReused = kLifetime / 2;
constexpr const char* kIssuer = "chaoshub";

PrincipalKind kind_named(const std::string& name) {
  for (const PrincipalKind kind : kPrincipalKinds)
    if (to_text(kind) == name) return kind;
  throw std::invalid_argument("unknown kind of principal: " + name);
}

/// Throws std::exception.
std::string signed_text(const Principal& principal, Time expires, const std::string& key) {
  jwt::jwt_object token{algorithm("HS256"), secret(key)};
  token.add_claim("iss", kIssuer).add_claim("sub", principal.account).add_claim("exp", expires);
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
  token.payload().add_claim("agent", principal.agent);
  return token.signature();
}

/// The principal and when it expires. Throws std::exception if the text is not a principal, was
/// signed with another key, or has expired.
std::pair<Principal, Time> principal_in(const std::string& text, const std::string& key) {
  const auto token = jwt::decode(text, algorithms({"HS256"}), secret(key), issuer(kIssuer),
                                 verify(true), leeway(5));
  const auto payload = token.payload().create_json_obj();
  Principal principal{.kind = kind_named(payload.at("kind").get<std::string>()),
                      .account = payload.at("sub").get<std::string>(),
                      .name = payload.at("name").get<std::string>(),
                      .administrator = payload.at("administrator").get<bool>(),
                      .scopes = {},
                      .organization = payload.at("organization").get<std::string>(),
                      .team = payload.at("team").get<std::string>(),
                      .session = payload.at("session").get<std::string>(),
                      .agent = payload.value("agent", "")};
  for (const Scope scope : {Scope::kRead, Scope::kWrite, Scope::kAdmin})
    for (const auto& name : payload.at("scopes"))
      if (name == to_text(scope)) principal.scopes.insert(scope);
  const auto expires = std::chrono::seconds(payload.at("exp").get<std::int64_t>());
  return {std::move(principal), Time(expires)};
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

std::string agent_label(const std::string& agent, const std::string& creator) {
  return "agent " + agent + " (created by " + creator + ")";
}

/// The most recently used signed principals.
class PrincipalSigner::Recent {
 public:
  /// The signed text for the principal; nothing if it expires within `kReused`.
  std::optional<std::string> text_of(const Principal& principal, Time now) {
    const std::lock_guard lock(mutex_);
    const auto found = by_principal_.find(principal);
    if (found == by_principal_.end() || found->second->second.expires < now + kReused)
      return std::nullopt;
    return found->second->first;
  }

  std::optional<Principal> principal_in(const std::string& text, Time now) {
    const std::lock_guard lock(mutex_);
    const auto found = by_text_.find(text);
    if (found == by_text_.end() || found->second.expires < now) return std::nullopt;
    return found->second.principal;
  }

  void add(const std::string& text, const Principal& principal, Time expires) {
    const std::lock_guard lock(mutex_);
    if (by_text_.size() >= kMost) {  // they expire soon anyway
      by_principal_.clear();
      by_text_.clear();
    }
    const auto [entry, is_new] =
        by_text_.insert_or_assign(text, Entry{.principal = principal, .expires = expires});
    by_principal_.insert_or_assign(principal, entry);
  }

 private:
  static constexpr std::size_t kMost = 1024;

  struct Entry {
    Principal principal;
    Time expires;
  };
  using Entries = std::map<std::string, Entry>;

  std::mutex mutex_;
  Entries by_text_;                                      // guarded by mutex_
  std::map<Principal, Entries::iterator> by_principal_;  // guarded by mutex_
};

PrincipalSigner::PrincipalSigner(std::string key)
    : key_(std::move(key)), recent_(std::make_unique<Recent>()) {
  if (key_.size() < 32)
    throw std::invalid_argument("a key for principals must have at least 32 bytes");
}

PrincipalSigner::~PrincipalSigner() = default;

std::string PrincipalSigner::sign(const Principal& principal) const {
  const Time now = std::chrono::system_clock::now();
  if (auto text = recent_->text_of(principal, now)) return *std::move(text);
  const Time expires = now + kLifetime;
  std::string text = signed_text(principal, expires, key_);
  recent_->add(text, principal, expires);
  return text;
}

std::optional<Principal> PrincipalSigner::read(const std::string& text) const {
  if (auto principal = recent_->principal_in(text, std::chrono::system_clock::now()))
    return principal;
  try {
    auto [principal, expires] = principal_in(text, key_);
    recent_->add(text, principal, expires);
    return std::move(principal);
  } catch (const std::exception&) {
    return std::nullopt;  // whatever the reason, it is not one of our principals
  }
}

}  // namespace chaos::hub

#pragma once

#include <array>
#include <compare>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "security/role.h"

namespace chaos::hub {

enum class PrincipalKind {
  kPerson,   ///< someone in a browser, or a program with one of their personal tokens
  kAgent,    ///< a program that works for one team, with a token created by the team's owners
  kService,  ///< another process of this hub
};

inline constexpr std::array kPrincipalKinds = {PrincipalKind::kPerson, PrincipalKind::kAgent,
                                               PrincipalKind::kService};

/// "person", "agent", "service".
std::string_view to_text(PrincipalKind kind);

/// How people see an agent: "agent CI (created by ada)".
std::string agent_label(const std::string& agent, const std::string& creator);

/// Who sends a request, according to the auth service. Services pass it on signed.
struct Principal {
  PrincipalKind kind = PrincipalKind::kPerson;
  std::string account;            ///< of the person, or of whoever created the agent's token
  std::string name;               ///< of the account
  bool administrator = false;     ///< of this hub; never true for an agent
  std::set<Scope> scopes;         ///< of the token; browser sessions have all of them
  std::string organization = {};  ///< of an agent
  std::string team = {};          ///< of an agent: it has no access outside this team
  std::string session = {};       ///< what browser forms are tied to; "" for a token
  std::string agent = {};         ///< the name of the agent's token

  bool may(Scope scope) const { return scopes.contains(scope); }
  bool is_agent() const { return kind == PrincipalKind::kAgent; }
  /// For people who want to know who did something: "ada", or "agent CI (created by ada)".
  std::string display_name() const { return is_agent() ? agent_label(agent, name) : name; }

  auto operator<=>(const Principal&) const = default;
};

/// Signs principals and verifies signed ones: JSON Web Tokens with HMAC-SHA-256, valid for a
/// minute. The services of a hub share the key. Caches recent ones, because a few callers send most
/// requests. Safe to use from any thread.
class PrincipalSigner {
 public:
  /// `key`: at least 32 bytes. Throws std::invalid_argument for a shorter one.
  explicit PrincipalSigner(std::string key);
  ~PrincipalSigner();
  PrincipalSigner(const PrincipalSigner&) = delete;
  PrincipalSigner& operator=(const PrincipalSigner&) = delete;

  std::string sign(const Principal& principal) const;
  /// Nothing if the text is not a principal, was signed with another key, or has expired.
  std::optional<Principal> read(const std::string& text) const;

 private:
  class Recent;

  std::string key_;
  std::unique_ptr<Recent> recent_;
};

}  // namespace chaos::hub

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
  kPerson,   ///< somebody in a browser, or a program with one of their personal tokens
  kAgent,    ///< a program that works for one team, with the token that its owners made for it
  kService,  ///< another process of this hub
};

inline constexpr std::array kPrincipalKinds = {PrincipalKind::kPerson, PrincipalKind::kAgent,
                                               PrincipalKind::kService};

/// "person", "agent", "service".
std::string_view to_text(PrincipalKind kind);

/// Who sends a request, as the auth service has found out. Services hand it to each other signed.
struct Principal {
  PrincipalKind kind = PrincipalKind::kPerson;
  std::string account;            ///< of the person, or of who made the agent's token
  std::string name;               ///< of the account
  bool administrator = false;     ///< of this hub; an agent never is
  std::set<Scope> scopes;         ///< of the token; a session of a browser has all of them
  std::string organization = {};  ///< of an agent
  std::string team = {};          ///< of an agent: outside of it there is nothing for it
  std::string session = {};       ///< what forms of the browser are tied to; "" for a token

  bool may(Scope scope) const { return scopes.contains(scope); }
  bool is_agent() const { return kind == PrincipalKind::kAgent; }

  auto operator<=>(const Principal&) const = default;
};

/// Signs principals and reads signed ones: JSON Web Tokens, HMAC with SHA-256, valid for a minute.
/// The services of a hub share the key. Remembers the latest, as the same few callers send most
/// requests. Safe to use from any thread.
class PrincipalSigner {
 public:
  /// `key`: at least 32 bytes. Throws std::invalid_argument for a shorter one.
  explicit PrincipalSigner(std::string key);
  ~PrincipalSigner();
  PrincipalSigner(const PrincipalSigner&) = delete;
  PrincipalSigner& operator=(const PrincipalSigner&) = delete;

  std::string sign(const Principal& principal) const;
  /// Nothing when the text is not a principal, was signed by somebody else, or is too old.
  std::optional<Principal> read(const std::string& text) const;

 private:
  class Recent;

  std::string key_;
  std::unique_ptr<Recent> recent_;
};

}  // namespace chaos::hub

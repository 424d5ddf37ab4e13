#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>

#include "security/role.h"

namespace chaos::hub {

/// Who sends a request, as the auth service found out. Services hand it to each other signed.
struct Claim {
  std::string account;         ///< its identifier
  std::string name;            ///< of the account
  bool administrator = false;  ///< of this hub
  std::set<Scope> scopes;      ///< what was shown is good for
  std::string team = {};       ///< of an agent's token: the only team it is good for
  std::string session = {};    ///< what forms of the browser are tied to; "" for a token

  bool may(Scope scope) const { return scopes.contains(scope); }
};

/// Signs claims and reads signed ones: JSON Web Tokens, HMAC with SHA-256, valid for a minute. The
/// services of a hub share the key. Safe to use from any thread.
class ClaimSigner {
 public:
  /// `key`: at least 32 bytes. Throws std::invalid_argument for a shorter one.
  explicit ClaimSigner(std::string key);

  std::string sign(const Claim& claim) const;
  /// Nothing when the text is no claim, was signed by somebody else, or is too old.
  std::optional<Claim> read(const std::string& text) const;

 private:
  std::string key_;
};

}  // namespace chaos::hub

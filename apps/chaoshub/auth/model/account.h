#pragma once

#include <optional>
#include <set>
#include <string>

#include "security/role.h"
#include "service/clock.h"

namespace chaos::hub::auth {

/// Someone who may sign in. Other services know them by the identifier.
struct Account {
  std::string id;
  std::string name;           ///< unique, ignoring case
  std::string email;          ///< unique likewise; "" for none
  std::string password_hash;  ///< "" if they only sign in with a provider
  bool administrator = false;
  bool disabled = false;
  Time created;
};

/// A secret that programs use instead of a password. The secret itself is shown once and not
/// stored.
struct Token {
  enum class Kind {
    kPersonal,  ///< allows whatever its owner may do
    kAgent,     ///< limited to one team
  };

  std::string id;
  std::string account;
  Kind kind = Kind::kPersonal;
  std::string name;
  std::set<Scope> scopes;
  std::string organization = {};  ///< for an agent
  std::string team = {};          ///< for an agent
  std::string hint = {};          ///< the end of the secret
  Time created;
  std::optional<Time> expires;
  std::optional<Time> revoked;
  std::optional<Time> last_used;  ///< to the minute

  bool is_good_at(Time now) const { return !revoked && (!expires || now < *expires); }
};

/// A session in a browser.
struct BrowserSession {
  std::string account;
  Time expires;
};

/// Someone's identity at a provider.
struct Identity {
  std::string provider;  ///< the provider's issuer
  std::string subject;   ///< the provider's identifier for them
};

/// Allows one person to sign up. Its secret is not stored.
struct SignUpLink {
  std::string id;
  bool administrator = false;  ///< creates an administrator, like the first account
  bool bootstrap = false;      ///< created by an empty hub; void once there is an account
  std::string author = {};     ///< the account's identifier; "" for the hub and the command line
  Time created;
  Time expires;
};

}  // namespace chaos::hub::auth

#pragma once

#include <optional>
#include <set>
#include <string>

#include "security/role.h"
#include "service/clock.h"

namespace chaos::hub::auth {

/// Somebody who may sign in. Services know him by the identifier.
struct Account {
  std::string id;
  std::string name;           ///< unique, whatever the case
  std::string email;          ///< unique likewise; "" for none
  std::string password_hash;  ///< "" when he signs in elsewhere only
  bool administrator = false;
  bool disabled = false;
  Time created;
};

/// A secret that programs show instead of a password. The secret itself is shown once and not kept.
struct Token {
  enum class Kind {
    kPersonal,  ///< good for whatever its owner may do
    kAgent,     ///< good for one team only
  };

  std::string id;
  std::string account;
  Kind kind = Kind::kPersonal;
  std::string name;
  std::set<Scope> scopes;
  std::string organization = {};  ///< of an agent's
  std::string team = {};          ///< of an agent's
  std::string hint = {};          ///< how the secret ends
  Time created;
  std::optional<Time> expires;
  std::optional<Time> revoked;
  std::optional<Time> last_used;  ///< to the minute

  bool is_good_at(Time now) const { return !revoked && (!expires || now < *expires); }
};

/// A browser in which somebody signed in.
struct BrowserSession {
  std::string account;
  Time expires;
};

/// Somebody as an outside provider knows him.
struct Identity {
  std::string provider;  ///< its issuer
  std::string subject;   ///< its identifier of him
};

/// Lets somebody sign up once. Its secret is not kept.
struct SignUpLink {
  std::string id;
  bool administrator = false;  ///< of the hub, as the first account is
  bool bootstrap = false;      ///< made by an empty hub: void as soon as there is an account
  std::string author = {};     ///< the account's identifier; "" for the hub and the command line
  Time created;
  Time expires;
};

}  // namespace chaos::hub::auth

#pragma once

#include <optional>
#include <string>
#include <vector>

namespace chaos::hub {

/// The credentials in a request; "" for those it does not have.
struct Credentials {
  std::string token;    ///< from the Authorization header
  std::string session;  ///< from the browser's cookie
};

/// An account as others see it.
struct Person {
  std::string id;
  std::string name;
};

/// The auth service as other services use it. Principals are signed: see PrincipalSigner. Safe to
/// use from any thread. Throws Unreachable if the service runs elsewhere and does not respond.
class AuthService {
 public:
  virtual ~AuthService() = default;

  /// False until the first account is created.
  virtual bool has_accounts() = 0;
  /// The signed principal for these credentials; nothing if they are invalid or have expired.
  virtual std::optional<std::string> identify(const Credentials& credentials) = 0;
  /// The account with that name or e-mail address. Throws Refusal if the signature is invalid.
  virtual std::optional<Person> find_person(const std::string& signed_principal,
                                            const std::string& name_or_email) = 0;
  /// Those of these accounts that exist, in any order.
  virtual std::vector<Person> people(const std::vector<std::string>& accounts) = 0;
};

}  // namespace chaos::hub

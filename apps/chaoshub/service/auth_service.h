#pragma once

#include <optional>
#include <string>
#include <vector>

namespace chaos::hub {

/// What a request shows to say who sends it; "" for what it does not show.
struct Credentials {
  std::string token;    ///< of an Authorization header
  std::string session;  ///< of the browser's cookie
};

/// An account as others see it.
struct Person {
  std::string id;
  std::string name;
};

/// What other services ask of the auth service. Principals are signed: see PrincipalSigner. Safe to
/// use from any thread. Throws Unreachable when the service runs elsewhere and does not answer.
class AuthService {
 public:
  virtual ~AuthService() = default;

  /// The signed principal that shows these; nothing when they are not, or no longer, valid.
  virtual std::optional<std::string> identify(const Credentials& credentials) = 0;
  /// The account with that name or e-mail address. Throws Refusal when the
  /// signature is not valid.
  virtual std::optional<Person> find_person(const std::string& signed_principal,
                                            const std::string& name_or_email) = 0;
  /// Those of these accounts that exist, in any order.
  virtual std::vector<Person> people(const std::vector<std::string>& accounts) = 0;
};

}  // namespace chaos::hub

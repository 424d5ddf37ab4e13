#pragma once

#include <optional>
#include <string>

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

/// What other services ask of the auth service. Claims are signed: see ClaimSigner. Safe to use
/// from any thread. Throws Unreachable when the service runs elsewhere and does not answer.
class AuthService {
 public:
  virtual ~AuthService() = default;

  /// The signed claim of who shows these; nothing when they are not good (any more).
  virtual std::optional<std::string> identify(const Credentials& credentials) = 0;
  /// The account with that name or e-mail address. Throws Refusal for a claim that is none.
  virtual std::optional<Person> find_person(const std::string& claim,
                                            const std::string& name_or_email) = 0;
};

}  // namespace chaos::hub

#pragma once

#include <string>

#include "service/clock.h"

namespace chaos::hub::auth {

/// An attempt to sign in with a password.
struct SignInAttempt {
  std::string account;  ///< its identifier, or a digest of what was typed if there is none
  std::string network;  ///< where it comes from: see network_of()
};

/// Limits sign-in attempts, so that nobody can guess passwords quickly, and nobody can lock others
/// out by failing on purpose. Within 15 minutes
///   - one network may fail ten times for one account;
///   - an account may fail a hundred times, and so may a network, but these two limits do not apply
///     to
///     a network from which someone has signed in to this account before. So people can sign in
///     from where they have signed in before, whatever others try elsewhere. Stored in the
///     database, so all processes of a hub share the limits. Safe to use from any thread.
class Attempts {
 public:
  static constexpr int kMostFromOnePlace = 10;
  static constexpr int kMostInAll = 100;
  static constexpr std::chrono::minutes kWindow{15};
  static constexpr std::chrono::hours kMemory{24 * 90};

  virtual ~Attempts() = default;

  /// Counts the attempt before the password is checked, so that concurrent attempts count too.
  /// False if the attempt is not allowed.
  virtual bool begin(const SignInAttempt& attempt, Time now) = 0;
  /// The password was correct: no longer counts the attempt.
  virtual void succeed(const SignInAttempt& attempt, Time now) = 0;
};

}  // namespace chaos::hub::auth

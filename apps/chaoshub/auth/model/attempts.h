#pragma once

#include <string>

#include "service/clock.h"

namespace chaos::hub::auth {

/// Somebody who tries to sign in with a password.
struct SignInAttempt {
  std::string account;  ///< its identifier, or a digest of what was typed when there is none
  std::string network;  ///< where from: see network_of()
};

/// Counts attempts, so that nobody guesses passwords quickly, and nobody locks others out by
/// failing on purpose. In a quarter of an hour
///   - one network may fail ten times for one account;
///   - an account may fail a hundred times, and so may a network. These limits do not hold where
///     somebody has signed in to this account from this network before.
/// So whoever has signed in here before can do so again, whatever others try elsewhere. Kept in the
/// database: all processes of a hub count together. Safe to use from any thread.
class Attempts {
 public:
  static constexpr int kMostFromOnePlace = 10;
  static constexpr int kMostInAll = 100;
  static constexpr std::chrono::minutes kWindow{15};
  static constexpr std::chrono::hours kMemory{24 * 90};

  virtual ~Attempts() = default;

  /// Counts the attempt before the password is looked at, so that many at once are counted, too.
  /// False when it must not be made.
  virtual bool begin(const SignInAttempt& attempt, Time now) = 0;
  /// The password was right: the attempt is not counted any more.
  virtual void succeed(const SignInAttempt& attempt, Time now) = 0;
};

}  // namespace chaos::hub::auth

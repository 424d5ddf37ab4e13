#pragma once

#include "auth/model/attempts.h"
#include "storage/database.h"

namespace chaos::hub::auth {

/// Attempts stored in the auth service's database.
class SqlAttempts final : public Attempts {
 public:
  explicit SqlAttempts(storage::Database& database) : database_(database) {}

  bool begin(const SignInAttempt& attempt, Time now) override;
  void succeed(const SignInAttempt& attempt, Time now) override;

 private:
  storage::Database& database_;
};

}  // namespace chaos::hub::auth

#pragma once

#include <string>

#include "security/principal.h"

namespace chaos::hub {

// Resolves the names given on the command line. Only for services in the same process, because
// there is no authentication. Throws std::runtime_error if something is not found.

class AccountLookup {
 public:
  virtual ~AccountLookup() = default;
  /// The account with that name or e-mail address, with all scopes.
  virtual Principal principal_named(const std::string& name) = 0;
};

class TeamLookup {
 public:
  virtual ~TeamLookup() = default;
  /// The identifier of one of the principal's organizations, by name or identifier.
  virtual std::string organization_named(const Principal& principal, const std::string& name) = 0;
  /// The identifier of one of their teams in the organization with that identifier.
  virtual std::string team_named(const Principal& principal, const std::string& organization,
                                 const std::string& name) = 0;
};

}  // namespace chaos::hub

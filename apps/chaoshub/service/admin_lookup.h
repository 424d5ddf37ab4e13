#pragma once

#include <string>

#include "security/principal.h"

namespace chaos::hub {

// What the command line means by a name. Only for services that run in the same process, since
// nobody has to prove anything. What is not found is a std::runtime_error that says so.

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
  /// The identifier of a team of theirs in the organization with that identifier.
  virtual std::string team_named(const Principal& principal, const std::string& organization,
                                 const std::string& name) = 0;
};

}  // namespace chaos::hub

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "security/role.h"
#include "service/outcome.h"

namespace chaos::hub {

/// Someone's roles in an organization and one of its teams, with their names.
struct Membership {
  Role organization_role = Role::kNone;
  Role team_role = Role::kNone;
  std::string organization_name = {};  ///< "" if it does not exist or they are not a member
  std::string team_name = {};
};

/// A team, and someone's role in it.
struct TeamMembership {
  std::string organization;  ///< its identifier
  std::string team;
  std::string team_name;
  Role role = Role::kNone;
};

/// An event in the activity feed of an organization.
struct Activity {
  std::string organization;                      ///< its identifier
  std::string team;                              ///< "" for the whole organization
  std::string kind;                              ///< "experiment-published"
  std::string subject;                           ///< the identifier of what it is about
  std::string text;                              ///< "published the experiment 'Kill a pod'"
  std::optional<ExecutionOutcome> outcome = {};  ///< of the execution that it is about
};

/// The dashboard service as other services use it. Principals are signed: see PrincipalSigner. Safe
/// to use from any thread. Throws Unreachable if the service runs elsewhere and does not respond,
/// and Refusal if the signature is invalid.
class DashboardService {
 public:
  virtual ~DashboardService() = default;

  /// Creates an organization with a team for a new account.
  virtual void welcome(const std::string& signed_principal) = 0;
  /// `team` may be "". Owners of an organization are owners of its teams.
  virtual Membership membership_of(const std::string& signed_principal,
                                   const std::string& organization, const std::string& team) = 0;
  /// All teams in which they have a role, of all organizations.
  virtual std::vector<TeamMembership> teams_of(const std::string& signed_principal) = 0;
  virtual void note(const std::string& signed_principal, const Activity& activity) = 0;
};

}  // namespace chaos::hub

#pragma once

#include <optional>
#include <string>

#include "security/role.h"
#include "service/outcome.h"

namespace chaos::hub {

/// What somebody is in an organization and one of its teams, and what those are called.
struct Membership {
  Role organization_role = Role::kNone;
  Role team_role = Role::kNone;
  std::string organization_name = {};  ///< "" when there is none, or he is no member
  std::string team_name = {};
};

/// A fact worth telling in the feed of an organization.
struct Activity {
  std::string organization;                      ///< its identifier
  std::string team;                              ///< "" for one of the whole organization
  std::string kind;                              ///< "experiment-published"
  std::string subject;                           ///< the identifier of what it is about
  std::string text;                              ///< "published the experiment 'Kill a pod'"
  std::optional<ExecutionOutcome> outcome = {};  ///< of the execution that it is about
};

/// What other services ask of the dashboard service. Principals are signed: see PrincipalSigner.
/// Safe to use from any thread. Throws Unreachable when the service runs elsewhere and does not
/// answer, and Refusal when the signature is not valid.
class DashboardService {
 public:
  virtual ~DashboardService() = default;

  /// Gives a new account its own organization, with a team.
  virtual void welcome(const std::string& signed_principal) = 0;
  /// `team` may be "". Owners of an organization are owners of its teams.
  virtual Membership membership_of(const std::string& signed_principal,
                                   const std::string& organization, const std::string& team) = 0;
  virtual void note(const std::string& signed_principal, const Activity& activity) = 0;
};

}  // namespace chaos::hub

#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "http/message.h"
#include "security/claim.h"
#include "security/role.h"

namespace chaos::hub::http {

/// Names a team, by identifiers.
struct TeamPath {
  std::string organization;
  std::string team;
};

/// Who may call a route. The names {org} and {team} of its path say in which organization and team
/// the role is looked for.
struct Access {
  enum class Need {
    kNobody,              ///< anybody, without saying who
    kAccount,             ///< whoever has an account
    kOrganizationMember,  ///< of the organization in the path
    kOrganizationOwner,
    kTeamViewer,  ///< of the team in the path; owners of its organization are its owners, too
    kTeamMember,
    kTeamOwner,
    kAdministrator,  ///< of the hub
  };

  Need need = Need::kNobody;
  Scope scope = Scope::kRead;  ///< that a token must have
};

/// Who calls, and what he may in the places that the path names.
struct Caller {
  Claim claim;
  std::string signed_claim;  ///< to hand to other services; "" for nobody
  Role organization_role = Role::kNone;
  Role team_role = Role::kNone;
  std::string organization_name = {};
  std::string team_name = {};

  bool is_somebody() const { return !claim.account.empty(); }
};

using Handler = std::function<Response(const Request&, const Caller&)>;

/// One operation of the hub's interface.
struct Route {
  std::string method;   ///< "GET"
  std::string pattern;  ///< "/api/v1/organizations/{org}"
  Access access;
  Handler handler;
  /// For a path without {org} and {team}: where that which it names may be. The first team in which
  /// the caller has a role becomes the request's.
  std::function<std::vector<TeamPath>(const Request&)> locate = {};
};

/// Finds the route of a request: names in braces stand for one part of the path, other parts for
/// themselves, which go first. Filled before the server starts, then safe from any thread.
class Router {
 public:
  /// Throws std::logic_error when there is a route of that method and pattern.
  void add(Route route);

  /// The route, its parameters put into the request. Throws Problem: 404, or 405 when the path is
  /// known with another method only.
  const Route& find(Request& request) const;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace chaos::hub::http

#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "http/draft.h"
#include "http/message.h"
#include "security/principal.h"
#include "security/role.h"
#include "service/halt_notice.h"

namespace chaos::hub::http {

/// The identifiers of a team and its organization.
struct TeamPath {
  std::string organization;
  std::string team;
};

/// Which kinds of principals a route admits. Each route must say so.
enum class Callers {
  kNobody,           ///< the default
  kAnyone,           ///< including anonymous callers
  kPeople,           ///< with a session or a personal token
  kPeopleAndAgents,  ///< agents of the team in the path, or of any team of its organization
  kServices,         ///< other processes of this hub, which call its internal listener
};

/// Whether principals of that kind are admitted.
bool admits(Callers callers, PrincipalKind kind);

/// Who may call a route. {org} and {team} in its path say where the role is looked up.
struct Access {
  enum class Need {
    kNobody,              ///< no role required
    kAccount,             ///< anyone with an account
    kOrganizationMember,  ///< of the organization in the path
    kOrganizationOwner,
    kTeamViewer,  ///< of the team in the path; owners of an organization own its teams
    kTeamMember,
    kTeamOwner,
    kAdministrator,  ///< of the hub
  };

  Callers callers = Callers::kNobody;
  Need need = Need::kNobody;
  Scope scope = Scope::kRead;  ///< required of tokens
};

/// The caller and their roles in the organization and team named by the path.
struct Caller {
  Principal principal;
  std::string signed_principal;  ///< to pass on to other services; "" for nobody
  Role organization_role = Role::kNone;
  Role team_role = Role::kNone;
  std::string organization_name = {};
  std::string team_name = {};
  // For pages only:
  std::shared_ptr<const Draft> draft = {};  ///< kept by the browser; nullptr if there is none
  std::vector<HaltNotice> halts = {};       ///< shown on the page
  std::string theme = {};                   ///< see theme_of()

  bool is_somebody() const { return !principal.account.empty(); }
};

/// The maximum size of a request's body.
enum class BodySize {
  kUsual,     ///< forms, and similar requests from programs
  kDocument,  ///< experiments, journals and events: up to the configured limit
};

using Handler = std::function<Response(const Request&, const Caller&)>;

/// One operation of the hub's HTTP interface.
struct Route {
  std::string method;   ///< "GET"
  std::string pattern;  ///< "/api/v1/organizations/{org}"
  Access access;
  Handler handler;
  /// For paths without {org} and {team}: the teams that the resource may belong to. The first one
  /// in which the caller has a role is used.
  std::function<std::vector<TeamPath>(const Request&)> locate = {};
  BodySize body = BodySize::kUsual;
};

/// Finds the route of a request. Names in braces match any single part of the path; literal parts
/// take precedence. Filled before the server starts, then safe to use from any thread.
class Router {
 public:
  /// Throws std::logic_error if that method and pattern already have a route.
  void add(Route route);

  /// Returns the route and adds its parameters to the request. Throws Problem: 404, or 405 if the
  /// path only exists for other methods.
  const Route& find(Request& request) const;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  struct Pattern {
    std::vector<std::string> parts;
    std::size_t route = 0;  ///< its index
  };

  std::vector<Route> routes_;
  std::map<std::size_t, std::vector<Pattern>> patterns_;  ///< by their number of parts
};

}  // namespace chaos::hub::http

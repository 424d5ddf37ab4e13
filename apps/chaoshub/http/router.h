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

/// Names a team, by identifiers.
struct TeamPath {
  std::string organization;
  std::string team;
};

/// Which kinds of principals a route admits. Each route says so.
enum class Callers {
  kNobody,           ///< what a route that says nothing gets
  kAnyone,           ///< also those who do not say who they are
  kPeople,           ///< with a session or a personal token
  kPeopleAndAgents,  ///< agents of the team in the path, or of a team of the organization in it
  kServices,         ///< other processes of this hub, which call its internal listener
};

/// Whether a principal of that kind is admitted.
bool admits(Callers callers, PrincipalKind kind);

/// Who may call a route. The names {org} and {team} of its path say in which organization and team
/// the role is looked for.
struct Access {
  enum class Need {
    kNobody,              ///< no role at all
    kAccount,             ///< whoever has an account
    kOrganizationMember,  ///< of the organization in the path
    kOrganizationOwner,
    kTeamViewer,  ///< of the team in the path; owners of its organization are its owners, too
    kTeamMember,
    kTeamOwner,
    kAdministrator,  ///< of the hub
  };

  Callers callers = Callers::kNobody;
  Need need = Need::kNobody;
  Scope scope = Scope::kRead;  ///< that a token must have
};

/// The caller and their roles in the organization and team named by the path.
struct Caller {
  Principal principal;
  std::string signed_principal;  ///< to hand to other services; "" for nobody
  Role organization_role = Role::kNone;
  Role team_role = Role::kNone;
  std::string organization_name = {};
  std::string team_name = {};
  // For pages only:
  std::shared_ptr<const Draft> draft = {};  ///< that the browser keeps; nullptr when there is none
  std::vector<HaltNotice> halts = {};       ///< that the page is to tell of
  std::string theme = {};                   ///< see theme_of()

  bool is_somebody() const { return !principal.account.empty(); }
};

/// How long the body of a request may be.
enum class BodySize {
  kUsual,     ///< forms, and what programs send in their place
  kDocument,  ///< experiments, journals and events: as long as the hub takes
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
  BodySize body = BodySize::kUsual;
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
  struct Pattern {
    std::vector<std::string> parts;
    std::size_t route = 0;  ///< its index
  };

  std::vector<Route> routes_;
  std::map<std::size_t, std::vector<Pattern>> patterns_;  ///< by the number of their parts
};

}  // namespace chaos::hub::http

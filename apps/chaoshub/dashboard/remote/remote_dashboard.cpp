#include "dashboard/remote/remote_dashboard.h"

#include "http/body.h"
#include "remote/internal_routes.h"

namespace chaos::hub::dashboard {
namespace {

Json to_json(const Membership& membership) {
  return {{"organization_role", to_text(membership.organization_role)},
          {"team_role", to_text(membership.team_role)},
          {"organization_name", membership.organization_name},
          {"team_name", membership.team_name}};
}

Json to_json(const TeamMembership& membership) {
  return {{"organization", membership.organization},
          {"team", membership.team},
          {"team_name", membership.team_name},
          {"role", to_text(membership.role)}};
}

}  // namespace

void RemoteDashboard::welcome(const std::string& signed_principal) {
  service_.ask("welcome", {{"principal", signed_principal}});
}

Membership RemoteDashboard::membership_of(const std::string& signed_principal,
                                          const std::string& organization,
                                          const std::string& team) {
  const Json answer = service_.ask(
      "membership",
      {{"principal", signed_principal}, {"organization", organization}, {"team", team}});
  return {.organization_role = role_named(answer.value("organization_role", "")),
          .team_role = role_named(answer.value("team_role", "")),
          .organization_name = answer.value("organization_name", ""),
          .team_name = answer.value("team_name", "")};
}

std::vector<TeamMembership> RemoteDashboard::teams_of(const std::string& signed_principal) {
  const Json answer = service_.ask("teams", {{"principal", signed_principal}});
  std::vector<TeamMembership> teams;
  for (const Json& team : answer.value("teams", Json::array()))
    teams.push_back({.organization = team.value("organization", ""),
                     .team = team.value("team", ""),
                     .team_name = team.value("team_name", ""),
                     .role = role_named(team.value("role", ""))});
  return teams;
}

void RemoteDashboard::note(const std::string& signed_principal, const Activity& activity) {
  service_.ask("note",
               {{"principal", signed_principal},
                {"organization", activity.organization},
                {"team", activity.team},
                {"kind", activity.kind},
                {"subject", activity.subject},
                {"text", activity.text},
                {"outcome", activity.outcome ? std::string(to_text(*activity.outcome)) : ""}});
}

void add_internal_routes(http::Router& router, DashboardService& dashboard) {
  add_internal_route(router, "dashboard", "welcome", [&dashboard](const Json& body) {
    dashboard.welcome(http::text_of(body, "principal"));
    return Json::object();
  });
  add_internal_route(router, "dashboard", "membership", [&dashboard](const Json& body) {
    return to_json(dashboard.membership_of(http::text_of(body, "principal"),
                                           http::text_of(body, "organization"),
                                           http::text_of(body, "team")));
  });
  add_internal_route(router, "dashboard", "teams", [&dashboard](const Json& body) {
    Json teams = Json::array();
    for (const TeamMembership& team : dashboard.teams_of(http::text_of(body, "principal")))
      teams.push_back(to_json(team));
    return Json{{"teams", std::move(teams)}};
  });
  add_internal_route(router, "dashboard", "note", [&dashboard](const Json& body) {
    dashboard.note(http::text_of(body, "principal"),
                   {.organization = http::text_of(body, "organization"),
                    .team = http::text_of(body, "team"),
                    .kind = http::text_of(body, "kind"),
                    .subject = http::text_of(body, "subject"),
                    .text = http::text_of(body, "text"),
                    .outcome = outcome_named(http::text_of(body, "outcome", ""))});
    return Json::object();
  });
}

}  // namespace chaos::hub::dashboard

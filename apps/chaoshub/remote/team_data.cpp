#include "remote/team_data.h"

#include "http/body.h"
#include "remote/internal_routes.h"

namespace chaos::hub {
namespace {

constexpr const char* kQuestion = "remove-team";

}  // namespace

void RemoteTeamData::remove_team(const std::string& organization, const std::string& team) {
  service_.ask(kQuestion, {{"organization", organization}, {"team", team}});
}

void add_team_data_route(http::Router& router, const std::string& service, TeamData& data) {
  add_internal_route(router, service, kQuestion, [&data](const Json& body) {
    data.remove_team(http::text_of(body, "organization"), http::text_of(body, "team"));
    return Json::object();
  });
}

}  // namespace chaos::hub

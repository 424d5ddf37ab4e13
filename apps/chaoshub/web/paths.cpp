#include "web/paths.h"

#include "net/percent_encoding.h"

namespace chaos::hub::web {

std::string path_part(const std::string& text) {
  return net::encode_path(text);
}

std::string organization_path(const std::string& organization) {
  return "/organizations/" + path_part(organization);
}

std::string team_path(const std::string& organization, const std::string& team) {
  return organization_path(organization) + "/teams/" + path_part(team);
}

std::string organization_path(const http::Request& request) {
  return organization_path(request.parameter("org"));
}

std::string team_path(const http::Request& request) {
  return team_path(request.parameter("org"), request.parameter("team"));
}

}  // namespace chaos::hub::web

#include "remote/internal_routes.h"

#include "http/body.h"
#include "http/problem.h"
#include "security/secret.h"

namespace chaos::hub {
namespace {

using http::Caller;
using http::Request;
using http::Response;

Json to_json(const Place& place) {
  return {{"organization_role", to_text(place.organization_role)},
          {"team_role", to_text(place.team_role)},
          {"organization_name", place.organization_name},
          {"team_name", place.team_name}};
}

/// The handler for those that know the password.
http::Handler guarded(const std::string& key, std::function<Json(const Json& body)> answer) {
  return [password = service_password(key), answer = std::move(answer)](const Request& request,
                                                                        const Caller&) {
    if (!equal_in_constant_time(request.header(kServiceHeader), password)) throw http::not_found();
    return http::json_response(answer(http::json_object(request)));
  };
}

}  // namespace

std::string service_password(const std::string& key) {
  return digest_of("service " + key);
}

void add_internal_auth_routes(http::Router& router, AuthService& auth, const std::string& key) {
  router.add({"POST", "/internal/auth/identify", {}, guarded(key, [&auth](const Json& body) {
                const auto claim = auth.identify({.token = http::text_of(body, "token"),
                                                  .session = http::text_of(body, "session")});
                return Json{{"claim", claim ? Json(*claim) : Json()}};
              })});
  router.add({"POST", "/internal/auth/person", {}, guarded(key, [&auth](const Json& body) {
                const auto person =
                    auth.find_person(http::text_of(body, "claim"), http::text_of(body, "name"));
                if (!person) return Json{{"id", nullptr}};
                return Json{{"id", person->id}, {"name", person->name}};
              })});
}

void add_internal_dashboard_routes(http::Router& router, DashboardService& dashboard,
                                   const std::string& key) {
  router.add(
      {"POST", "/internal/dashboard/welcome", {}, guarded(key, [&dashboard](const Json& body) {
         dashboard.welcome(http::text_of(body, "claim"));
         return Json::object();
       })});
  router.add({"POST", "/internal/dashboard/place", {}, guarded(key, [&dashboard](const Json& body) {
                return to_json(dashboard.place_of(http::text_of(body, "claim"),
                                                  http::text_of(body, "organization"),
                                                  http::text_of(body, "team")));
              })});
  router.add({"POST", "/internal/dashboard/note", {}, guarded(key, [&dashboard](const Json& body) {
                dashboard.note(http::text_of(body, "claim"),
                               {.organization = http::text_of(body, "organization"),
                                .team = http::text_of(body, "team"),
                                .kind = http::text_of(body, "kind"),
                                .subject = http::text_of(body, "subject"),
                                .text = http::text_of(body, "text")});
                return Json::object();
              })});
}

}  // namespace chaos::hub

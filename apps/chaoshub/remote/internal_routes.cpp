#include "remote/internal_routes.h"

#include "http/body.h"

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

http::Handler answering(std::function<Json(const Json& body)> answer) {
  return [answer = std::move(answer)](const Request& request, const Caller&) {
    return http::json_response(answer(http::json_object(request)));
  };
}

constexpr http::Access kServices{.callers = http::Callers::kServices};

}  // namespace

void add_internal_auth_routes(http::Router& router, AuthService& auth) {
  router.add({"POST", "/internal/auth/identify", kServices, answering([&auth](const Json& body) {
                const auto principal = auth.identify({.token = http::text_of(body, "token"),
                                                      .session = http::text_of(body, "session")});
                return Json{{"principal", principal ? Json(*principal) : Json()}};
              })});
  router.add({"POST", "/internal/auth/person", kServices, answering([&auth](const Json& body) {
                const auto person =
                    auth.find_person(http::text_of(body, "principal"), http::text_of(body, "name"));
                if (!person) return Json{{"id", nullptr}};
                return Json{{"id", person->id}, {"name", person->name}};
              })});
  router.add({"POST", "/internal/auth/remove-team", kServices, answering([&auth](const Json& body) {
                auth.remove_team(http::text_of(body, "organization"), http::text_of(body, "team"));
                return Json::object();
              })});
}

void add_internal_experiment_routes(http::Router& router, ExperimentService& experiments) {
  router.add({"POST", "/internal/experiment/remove-team", kServices,
              answering([&experiments](const Json& body) {
                experiments.remove_team(http::text_of(body, "organization"),
                                        http::text_of(body, "team"));
                return Json::object();
              })});
}

void add_internal_dashboard_routes(http::Router& router, DashboardService& dashboard) {
  router.add(
      {"POST", "/internal/dashboard/welcome", kServices, answering([&dashboard](const Json& body) {
         dashboard.welcome(http::text_of(body, "principal"));
         return Json::object();
       })});
  router.add(
      {"POST", "/internal/dashboard/place", kServices, answering([&dashboard](const Json& body) {
         return to_json(dashboard.place_of(http::text_of(body, "principal"),
                                           http::text_of(body, "organization"),
                                           http::text_of(body, "team")));
       })});
  router.add(
      {"POST", "/internal/dashboard/note", kServices, answering([&dashboard](const Json& body) {
         dashboard.note(http::text_of(body, "principal"),
                        {.organization = http::text_of(body, "organization"),
                         .team = http::text_of(body, "team"),
                         .kind = http::text_of(body, "kind"),
                         .subject = http::text_of(body, "subject"),
                         .text = http::text_of(body, "text"),
                         .outcome = outcome_named(http::text_of(body, "outcome", ""))});
         return Json::object();
       })});
}

}  // namespace chaos::hub

#include "experiment/api/routes.h"
#include "experiment/badge_image.h"
#include "http/problem.h"
#include "security/secret.h"

namespace chaos::hub::experiment {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using Need = http::Access::Need;

constexpr std::string_view kExtension = ".svg";

/// Caches, such as GitHub's image proxy, may keep the image for a minute.
Response image(const ExperimentModel& model, const Request& request) {
  std::string secret = request.parameter("secret");
  if (!secret.ends_with(kExtension)) throw http::not_found();
  secret.resize(secret.size() - kExtension.size());
  const auto outcome = model.badges.last_outcome(secret);
  if (!outcome) throw http::not_found();
  return {.status = 200,
          .headers = {{"Content-Type", "image/svg+xml"}, {"Cache-Control", "public, max-age=60"}},
          .body = badge_image(*outcome)};
}

Experiment experiment_of(const ExperimentModel& model, const Request& request) {
  return model.catalog.find(team_ref_of(request), request.parameter("experiment"));
}

Response described(const Request& request, const std::string& secret, int status = 200) {
  return http::json_response({{"url", badge_address(request, secret)}}, status);
}

Response show(const ExperimentModel& model, const Request& request) {
  const auto secret = model.badges.secret_of(experiment_of(model, request).id);
  if (!secret) throw http::not_found();
  return described(request, *secret);
}

Response create(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const std::string secret = random_secret();
  model.badges.set_badge(experiment_of(model, request), secret,
                         audit_context(caller.principal, model.clock()));
  return described(request, secret, 201);
}

Response remove(const ExperimentModel& model, const Request& request, const Caller& caller) {
  if (!model.badges.remove_badge(experiment_of(model, request),
                                 audit_context(caller.principal, model.clock())))
    throw http::not_found();
  return http::no_content();
}

}  // namespace

void add_badge_routes(http::Router& router, const ExperimentModel& model) {
  router.add({"GET",
              "/badges/{secret}",
              {Callers::kAnyone},
              [model](const Request& request, const Caller&) { return image(model, request); }});
  const std::string one = kTeamPath + "/experiments/{experiment}/badge";
  router.add({"GET",
              one,
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller&) { return show(model, request); }});
  const http::Access members{Callers::kPeople, Need::kTeamMember, Scope::kWrite};
  router.add({"POST", one, members, [model](const Request& request, const Caller& caller) {
                return create(model, request, caller);
              }});
  router.add({"DELETE", one, members, [model](const Request& request, const Caller& caller) {
                return remove(model, request, caller);
              }});
}

}  // namespace chaos::hub::experiment

#include "experiment/api/json.h"
#include "experiment/api/routes.h"
#include "http/pagination.h"
#include "http/problem.h"

namespace chaos::hub::experiment {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using Need = http::Access::Need;

VerificationRun run_of(const Parts& parts, const Request& request) {
  return parts.verifications.find(home_of(request), request.parameter("verification"),
                                  request.parameter("run"));
}

std::string address_of(const Request& request, const VerificationRun& run) {
  return page_address(request, "executions/" + run.execution);
}

Response list(const Parts& parts, const Request& request) {
  const auto page = http::page_of(request);
  return http::list_response(
      request, page,
      parts.verification_store.verifications(home_of(request), page.before, page.limit));
}

Response list_runs(const Parts& parts, const Request& request) {
  const auto page = http::page_of(request);
  const Verification verification =
      parts.verifications.verification(home_of(request), request.parameter("verification"));
  return http::list_response(request, page,
                             parts.verifications.runs(verification, page.before, page.limit));
}

Response start(const Parts& parts, const Request& request, const Caller& caller) {
  const VerificationRun run =
      parts.verifications.start(author_of(caller), home_of(request),
                                request.parameter("verification"), http::json_object(request));
  return http::json_response(to_json(run), 201).with("Content-Location", address_of(request, run));
}

}  // namespace

void add_verification_routes(http::Router& router, const Parts& parts) {
  const std::string all = kTeamPath + "/verifications";
  const std::string runs = all + "/{verification}/runs";
  const std::string one = runs + "/{run}";
  router.add({"GET",
              all,
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [parts](const Request& request, const Caller&) { return list(parts, request); }});
  router.add({"POST",
              all,
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [parts](const Request& request, const Caller& caller) {
                return http::json_response(
                    to_json(parts.verifications.create(author_of(caller), home_of(request),
                                                       http::json_object(request))),
                    201);
              }});
  router.add(
      {"GET",
       runs,
       {Callers::kPeopleAndAgents, Need::kTeamViewer},
       [parts](const Request& request, const Caller&) { return list_runs(parts, request); }});
  router.add({"POST",
              runs,
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [parts](const Request& request, const Caller& caller) {
                return start(parts, request, caller);
              },
              {},
              http::BodySize::kDocument});
  router.add({"GET",
              one,
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [parts](const Request& request, const Caller&) {
                return http::json_response(to_json(run_of(parts, request)));
              }});
  router.add({"POST",
              one + "/events",
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [parts](const Request& request, const Caller&) {
                const auto id = parts.verifications.push_event(run_of(parts, request),
                                                               http::json_object(request));
                return http::json_response({{"id", std::to_string(id)}}, 201);
              },
              {},
              http::BodySize::kDocument});
  router.add({"POST",
              one + "/finished",
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [parts](const Request& request, const Caller& caller) {
                return http::json_response(to_json(parts.verifications.finish(
                    author_of(caller), run_of(parts, request), http::json_object(request))));
              },
              {},
              http::BodySize::kDocument});
}

}  // namespace chaos::hub::experiment

#include "experiment/api/json.h"
#include "experiment/api/routes.h"

namespace chaos::hub::experiment {
namespace {

using http::Caller;
using http::Request;
using Need = http::Access::Need;

Safeguard safeguard_of(const Parts& parts, const Request& request) {
  return parts.safeguards.find(home_of(request), request.parameter("safeguard"));
}

}  // namespace

void add_safeguard_routes(http::Router& router, const Parts& parts) {
  const std::string all = kTeamPath + "/safeguards";
  const std::string one = all + "/{safeguard}";
  router.add({"GET", all, {Need::kTeamViewer}, [parts](const Request& request, const Caller&) {
                return http::json_response(to_json(parts.safeguards.of(home_of(request))));
              }});
  router.add({"POST",
              all,
              {Need::kTeamOwner, Scope::kAdmin},
              [parts](const Request& request, const Caller& caller) {
                return http::json_response(
                    to_json(parts.safeguards.create(author_of(caller), home_of(request),
                                                    http::json_object(request))),
                    201);
              }});
  router.add({"GET", one, {Need::kTeamViewer}, [parts](const Request& request, const Caller&) {
                return http::json_response(to_json(safeguard_of(parts, request)));
              }});
  router.add({"PATCH",
              one,
              {Need::kTeamOwner, Scope::kAdmin},
              [parts](const Request& request, const Caller& caller) {
                return http::json_response(to_json(parts.safeguards.change(
                    author_of(caller), safeguard_of(parts, request), http::json_object(request))));
              }});
  router.add({"DELETE",
              one,
              {Need::kTeamOwner, Scope::kAdmin},
              [parts](const Request& request, const Caller& caller) {
                parts.safeguards.remove(author_of(caller), safeguard_of(parts, request));
                return http::no_content();
              }});
}

}  // namespace chaos::hub::experiment

#include "common_routes.h"

#include <algorithm>

#include "api_description.h"
#include "web/assets.h"

namespace chaos::hub {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;

Response text(std::string_view body, std::string type = "text/plain") {
  return {.status = 200, .headers = {{"Content-Type", std::move(type)}}, .body = std::string(body)};
}

bool has_home_page(const http::Router& router) {
  return std::ranges::any_of(router.routes(),
                             [](const http::Route& route) { return route.pattern == "/"; });
}

}  // namespace

void add_common_routes(http::Router& router, Services& services, http::Metrics& metrics) {
  web::add_asset_routes(router);
  // Where `chaos signin` tries its token; the dashboard has a page there.
  if (!has_home_page(router))
    router.add({"GET", "/", {Callers::kAnyone}, [](const Request&, const Caller&) {
                  return text("chaoshub\n");
                }});
  router.add({"GET", "/health/live", {Callers::kAnyone}, [](const Request&, const Caller&) {
                return text("alive\n");
              }});
  // Ready when the service that every request asks answers, and with it its database.
  router.add(
      {"GET", "/health/ready", {Callers::kAnyone}, [&services](const Request&, const Caller&) {
         services.auth().identify({.token = "of nobody", .session = {}});
         return text("ready\n");
       }});
  router.add({"GET", "/metrics", {Callers::kAnyone}, [&metrics](const Request&, const Caller&) {
                return text(metrics.text(), "text/plain; version=0.0.4");
              }});
  router.add({"GET", "/api/v1/openapi.yaml", {Callers::kAnyone}, [](const Request&, const Caller&) {
                return text(kApiDescription, "application/yaml");
              }});
}

}  // namespace chaos::hub

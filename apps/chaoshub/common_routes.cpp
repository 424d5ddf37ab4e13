#include "common_routes.h"

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

}  // namespace

void add_common_routes(http::Router& router, Services& services, http::Metrics& metrics) {
  web::add_asset_routes(router);
  // Where `chaos signin` tries its token; the dashboard has a page there.
  if (services.local_dashboard() == nullptr)
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
  if (auto* experiments = services.local_experiments()) {
    metrics.watch("chaoshub_live_followers", "Clients that follow executions.",
                  [experiments] { return double(experiments->live().followers()); });
    for (const ExecutionOutcome outcome : kExecutionOutcomes)
      metrics.watch_total("chaoshub_executions_ended_total", "Executions that have ended.",
                          {"outcome", std::string(to_text(outcome))}, [experiments, outcome] {
                            return double(experiments->executions().ended_with(outcome));
                          });
  }
}

}  // namespace chaos::hub

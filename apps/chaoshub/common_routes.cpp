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

using Counts = std::function<storage::CacheCounts()>;

void watch_cache(http::Metrics& metrics, const std::string& name, const Counts& counts) {
  metrics.watch_total("chaoshub_cache_hits_total", "Answers that a cache had.", {"cache", name},
                      [counts] { return double(counts().hits); });
  metrics.watch_total("chaoshub_cache_misses_total", "Answers that were read from the database.",
                      {"cache", name}, [counts] { return double(counts().misses); });
}

void watch_caches(http::Metrics& metrics, Services& services) {
  if (auto* auth = services.local_auth()) {
    watch_cache(metrics, "tokens", [auth] { return auth->store().token_cache(); });
    watch_cache(metrics, "sessions", [auth] { return auth->store().session_cache(); });
  }
  if (auto* dashboard = services.local_dashboard())
    watch_cache(metrics, "roles", [dashboard] { return dashboard->store().place_cache(); });
  if (auto* experiments = services.local_experiments()) {
    watch_cache(metrics, "executions",
                [experiments] { return experiments->store().execution_cache(); });
    const auto& store = experiments->safeguard_store();
    watch_cache(metrics, "safeguards", [&store] { return store.safeguard_cache(); });
    watch_cache(metrics, "running", [&store] { return store.running_cache(); });
    watch_cache(metrics, "failures", [&store] { return store.failure_cache(); });
    watch_cache(metrics, "approvers", [&store] { return store.approver_cache(); });
  }
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
  watch_caches(metrics, services);
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

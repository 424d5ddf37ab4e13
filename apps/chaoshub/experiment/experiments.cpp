#include "experiment/experiments.h"

#include "cache_metrics.h"
#include "experiment/api/routes.h"
#include "experiment/pages/routes.h"
#include "experiment/remote/remote_experiment.h"

namespace chaos::hub::experiment {

Experiments::Experiments(const storage::Location& location, DashboardService& dashboard,
                         const std::string& key, WebhookDelivery::Options webhooks,
                         const Clock& clock)
    : clock_(clock),
      dashboard_(dashboard),
      database_(location, migrations()),
      store_(database_),
      verification_store_(database_),
      safeguard_store_(database_),
      statistics_(database_),
      audit_log_(database_),
      activity_feed_(dashboard),
      catalog_(store_, activity_feed_, clock),
      executions_(store_, catalog_, activity_feed_, clock),
      progress_(store_),
      verifications_(verification_store_, catalog_, executions_, clock),
      safeguards_(safeguard_store_, activity_feed_, clock),
      numbers_(statistics_, safeguard_store_, catalog_, clock),
      webhook_store_(database_),
      badge_store_(database_),
      webhooks_(webhook_store_, key, webhooks.private_networks, clock),
      once_(key, clock),
      sender_(
          database_, webhook_store_,
          WebhookDelivery(webhook_store_, webhooks_, net::HttpClient::shared(), clock, webhooks),
          clock),
      relay_(store_, live_),
      outbox_(database_, {.take =
                              [this](auto announcements) {
                                sender_.take(announcements);
                                relay_.take(announcements);
                              },
                          .missed =
                              [this] {
                                sender_.wake();
                                live_.disconnect();
                              }}) {
  executions_.judge_older_ones();
}

void Experiments::begin_work() {
  sender_.start();
}

void Experiments::add_internal_routes(http::Router& router) {
  experiment::add_internal_routes(router, *this);
}

void Experiments::stop() {
  live_.end();
}

void Experiments::add_metrics(http::Metrics& metrics) {
  watch_cache(metrics, "executions", [this] { return store_.execution_cache(); });
  watch_cache(metrics, "safeguards", [this] { return safeguard_store_.safeguard_cache(); });
  watch_cache(metrics, "halts", [this] { return safeguard_store_.halt_cache(); });
  watch_cache(metrics, "running", [this] { return safeguard_store_.running_cache(); });
  watch_cache(metrics, "failures", [this] { return safeguard_store_.failure_cache(); });
  watch_cache(metrics, "approvers", [this] { return safeguard_store_.approver_cache(); });
  watch_cache(metrics, "reports", [this] { return reports_.counts(); });
  metrics.watch("chaoshub_live_followers", "Clients that follow executions live.",
                [this] { return double(live_.followers()); });
  for (const ExecutionOutcome outcome : kExecutionOutcomes)
    metrics.watch_total("chaoshub_executions_ended_total", "Executions that have ended.",
                        {"outcome", std::string(to_text(outcome))},
                        [this, outcome] { return double(executions_.ended_with(outcome)); });
}

void Experiments::remove_team(const std::string& organization, const std::string& team) {
  store_.remove_team({.organization = organization, .team = team}, {.actor = "", .time = clock_()});
}

void Experiments::add_routes(http::Router& router) {
  const ExperimentModel model{.store = store_,
                              .verification_store = verification_store_,
                              .catalog = catalog_,
                              .executions = executions_,
                              .verifications = verifications_,
                              .safeguards = safeguards_,
                              .live = live_,
                              .progress = progress_,
                              .statistics = statistics_,
                              .numbers = numbers_,
                              .webhooks = webhooks_,
                              .once = once_,
                              .badges = badge_store_,
                              .reports = reports_,
                              .clock = clock_};
  add_experiment_routes(router, model);
  add_execution_routes(router, model);
  add_report_routes(router, model);
  add_verification_routes(router, model);
  add_safeguard_routes(router, model);
  add_halt_routes(router, model);
  add_asset_routes(router, model);
  add_live_routes(router, model);
  add_webhook_routes(router, model);
  add_badge_routes(router, model);
  add_overview_page(router, model);
  add_experiment_pages(router, model);
  add_version_pages(router, model);
  add_editor_pages(router, model);
  add_execution_pages(router, model);
  add_comparison_page(router, model);
  add_verification_pages(router, model);
  add_safeguard_pages(router, model);
  add_webhook_pages(router, model);
  add_badge_pages(router, model);
}

ServiceDescriptor descriptor() {
  return {
      .name = "experiment",
      .migrations = migrations(),
      .start =
          [](const ServiceContext& context) {
            auto experiments = std::make_unique<Experiments>(
                context.location, context.peers.get<DashboardService>(), context.key,
                WebhookDelivery::Options{.private_networks = context.config.allow_private_webhooks},
                context.clock);
            context.peers.add<ExperimentService>(*experiments);
            return experiments;
          },
      .called_by = ServiceDescriptor::CalledBy::kAll,
      .connect =
          [](const RemoteService& remote, Peers& peers) {
            peers.add<ExperimentService>(std::make_unique<RemoteExperiment>(remote));
          },
      .team_tabs = {{.name = "Overview", .path = "", .order = 10, .key = "o"},
                    {.name = "Experiments", .path = "/experiments", .order = 20, .key = "e"},
                    {.name = "Executions", .path = "/executions", .order = 30, .key = "x"},
                    {.name = "Verifications", .path = "/verifications", .order = 40, .key = "v"},
                    {.name = "Safeguards", .path = "/safeguards", .order = 50, .key = "s"}},
      .feed_links = {{.kind = "experiment-", .path = "/experiments/{}"},
                     {.kind = "execution-", .path = "/executions/{}"},
                     {.kind = "safeguard-", .path = "/safeguards"}},
      .add_admin_commands = {}};
}

}  // namespace chaos::hub::experiment

#pragma once

#include <string>

#include "experiment/event_relay.h"
#include "experiment/model/activity_feed.h"
#include "experiment/model/executions.h"
#include "experiment/model/experiment_catalog.h"
#include "experiment/model/live.h"
#include "experiment/model/numbers.h"
#include "experiment/model/progress.h"
#include "experiment/model/safeguards.h"
#include "experiment/model/verifications.h"
#include "experiment/model/webhooks.h"
#include "experiment/rendered_reports.h"
#include "experiment/storage/sql_badge_store.h"
#include "experiment/storage/sql_experiment_store.h"
#include "experiment/storage/sql_safeguard_store.h"
#include "experiment/storage/sql_statistics.h"
#include "experiment/storage/sql_verification_store.h"
#include "experiment/storage/sql_webhook_store.h"
#include "experiment/webhook_sender.h"
#include "service/experiment_service.h"
#include "service_descriptor.h"
#include "storage/audit.h"
#include "storage/outbox_reader.h"
#include "web/shown_once.h"

namespace chaos::hub::experiment {

/// The experiment service: experiments, executions, safeguards and verifications.
class Experiments final : public Service, public ExperimentService {
 public:
  /// `key`: the hub's key, used to encrypt what is stored.
  Experiments(const storage::Location& location, DashboardService& dashboard,
              const std::string& key, WebhookDelivery::Options webhooks, const Clock& clock);

  /// Starts sending webhook messages.
  void begin_work() override;

  void add_routes(http::Router& router) override;
  void add_internal_routes(http::Router& router) override;
  void add_metrics(http::Metrics& metrics) override;
  AuditLog* audit_log() override { return &audit_log_; }
  void remove_team(const std::string& organization, const std::string& team) override;
  /// Live streams would otherwise keep the server from stopping.
  void stop() override;
  std::shared_ptr<const HaltsByTeam> halts_in_force() override {
    return safeguards_.halts_in_force();
  }
  TeamNumbers numbers_of(const std::string& organization, const std::string& team) override {
    return numbers_.of({.organization = organization, .team = team});
  }

 private:
  const Clock clock_;
  DashboardService& dashboard_;
  storage::Database database_;
  SqlExperimentStore store_;
  SqlVerificationStore verification_store_;
  SqlSafeguardStore safeguard_store_;
  SqlStatistics statistics_;
  storage::StoredAuditLog audit_log_;
  ActivityFeed activity_feed_;
  ExperimentCatalog catalog_;
  Live live_;
  Executions executions_;
  Progress progress_;
  Verifications verifications_;
  Safeguards safeguards_;
  Numbers numbers_;
  SqlWebhookStore webhook_store_;
  SqlBadgeStore badge_store_;
  Webhooks webhooks_;
  const web::ShownOnce once_;
  RenderedReports reports_;
  WebhookSender sender_;
  EventRelay relay_;
  storage::OutboxReader outbox_;  // last: its thread uses the members above
};

ServiceDescriptor descriptor();

}  // namespace chaos::hub::experiment

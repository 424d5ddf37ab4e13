#pragma once

#include <string>

#include "experiment/event_relay.h"
#include "experiment/model/executions.h"
#include "experiment/model/library.h"
#include "experiment/model/live.h"
#include "experiment/model/notes.h"
#include "experiment/model/numbers.h"
#include "experiment/model/progress.h"
#include "experiment/model/safeguards.h"
#include "experiment/model/verifications.h"
#include "experiment/storage/sql_safeguard_store.h"
#include "experiment/storage/sql_statistics.h"
#include "experiment/storage/sql_store.h"
#include "experiment/storage/sql_verification_store.h"
#include "service/experiment_service.h"
#include "service_descriptor.h"
#include "storage/outbox_reader.h"

namespace chaos::hub::experiment {

/// The experiment service: what is run. Experiments, executions, safeguards and verifications.
class Experiments final : public Service, public ExperimentService {
 public:
  Experiments(const storage::Location& location, DashboardService& dashboard, const Clock& clock);

  void add_routes(http::Router& router) override;
  void add_internal_routes(http::Router& router) override;
  void add_metrics(http::Metrics& metrics) override;
  /// The halts that the page is to tell the caller of: the team's on its pages, on others those of
  /// all teams that they belong to.
  void prepare_page(const http::Request& request, http::Caller& caller) override;
  void remove_team(const std::string& organization, const std::string& team) override;
  /// Those that follow something would never let the server come to its end.
  void stop() override;
  TeamNumbers numbers_of(const std::string& organization, const std::string& team) override {
    return numbers_.of({.organization = organization, .team = team});
  }

 private:
  const Clock clock_;
  DashboardService& dashboard_;
  storage::Database database_;
  SqlStore store_;
  SqlVerificationStore verification_store_;
  SqlSafeguardStore safeguard_store_;
  SqlStatistics statistics_;
  Notes notes_;
  Library library_;
  Live live_;
  Executions executions_;
  Progress progress_;
  Verifications verifications_;
  Safeguards safeguards_;
  Numbers numbers_;
  EventRelay relay_;
  storage::OutboxReader outbox_;  // last: its thread uses the others
};

ServiceDescriptor descriptor();

}  // namespace chaos::hub::experiment

#include "services.h"

#include <fmt/format.h>

#include "remote/internal_routes.h"
#include "remote/remote_services.h"
#include "security/key.h"

namespace chaos::hub {
namespace {

/// As many as there are handlers, of requests and of calls from other processes, and one for what
/// reads the outbox, so that none of them waits for a connection.
storage::Location location_of(const Config& config, const std::string& service) {
  const int handlers = config.internal_listen.empty() ? config.handlers : 2 * config.handlers;
  return {.url = config.database.empty()
                     ? fmt::format("sqlite:{}/{}.sqlite", config.data_dir, service)
                     : config.database,
          .schema = service,
          .connections = static_cast<std::size_t>(handlers) + 1};
}

Time now() {
  return std::chrono::system_clock::now();
}

}  // namespace

std::vector<storage::Part> parts_of(const Config& config) {
  return {{.service = "auth",
           .location = location_of(config, "auth"),
           .migrations = auth::migrations()},
          {.service = "dashboard",
           .location = location_of(config, "dashboard"),
           .migrations = dashboard::migrations()},
          {.service = "experiment",
           .location = location_of(config, "experiment"),
           .migrations = experiment::migrations()}};
}

Services::Services(const Config& config)
    : key_(config.secret.empty() ? security_key(config.data_dir) : config.secret), signer_(key_) {
  const auto runs_here = [&config](const char* service) {
    return config.only.empty() || config.only == service;
  };
  if (runs_here("dashboard")) {
    local_dashboard_ =
        std::make_unique<dashboard::Dashboard>(location_of(config, "dashboard"), signer_, now);
    dashboard_ = &local_dashboard_->directory();
  } else {
    remote_dashboard_ = std::make_unique<RemoteDashboardService>(config.dashboard_url, key_);
    dashboard_ = remote_dashboard_.get();
  }
  if (runs_here("auth")) {
    local_auth_ = std::make_unique<auth::Auth>(location_of(config, "auth"), signer_, *dashboard_,
                                               config.providers, key_, now);
    auth_ = &local_auth_->accounts();
  } else {
    remote_auth_ = std::make_unique<RemoteAuthService>(config.auth_url, key_);
    auth_ = remote_auth_.get();
  }
  if (runs_here("experiment")) {
    local_experiments_ = std::make_unique<experiment::Experiments>(
        location_of(config, "experiment"), *dashboard_, now);
    experiments_ = local_experiments_.get();
  } else if (local_dashboard_) {
    remote_experiments_ = std::make_unique<RemoteExperimentService>(config.experiment_url, key_);
    experiments_ = remote_experiments_.get();
  }
  if (local_dashboard_)
    local_dashboard_->directory().on_team_removed([this](const dashboard::Team& team) {
      auth_->remove_team(team.organization, team.id);
      experiments_->remove_team(team.organization, team.id);
    });
}

Services::~Services() = default;

void Services::add_routes(http::Router& router) {
  if (local_auth_) local_auth_->add_routes(router);
  if (local_dashboard_) local_dashboard_->add_routes(router, *auth_);
  if (local_experiments_) local_experiments_->add_routes(router);
}

void Services::add_internal_routes(http::Router& router) {
  if (local_auth_) add_internal_auth_routes(router, *auth_);
  if (local_dashboard_) add_internal_dashboard_routes(router, *dashboard_);
  if (local_experiments_) add_internal_experiment_routes(router, *experiments_);
}

}  // namespace chaos::hub

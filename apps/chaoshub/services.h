#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "http/metrics.h"
#include "http/router.h"
#include "security/principal.h"
#include "service/auth_service.h"
#include "service/dashboard_service.h"
#include "service/experiment_service.h"
#include "service_descriptor.h"
#include "storage/backup.h"

namespace chaos::hub {

/// The databases of all services, as configured.
std::vector<storage::Part> parts_of(const Config& config);

/// The services that run in this process, and connections to those that don't. Services use each
/// other only through their interfaces, wherever they run.
class Services {
 public:
  /// Opens the databases of the services that run here. Throws std::runtime_error.
  explicit Services(const Config& config);
  ~Services();
  Services(const Services&) = delete;
  Services& operator=(const Services&) = delete;

  const PrincipalSigner& signer() const { return signer_; }
  const std::string& key() const { return key_; }
  Peers& peers() { return peers_; }
  AuthService& auth() { return peers_.get<AuthService>(); }
  DashboardService& dashboard() { return peers_.get<DashboardService>(); }
  ExperimentService& experiments() { return peers_.get<ExperimentService>(); }

  // For the services that run here; see Service.
  void add_routes(http::Router& router);
  void begin_work();
  /// Adds the routes that other processes call.
  void add_internal_routes(http::Router& router);
  void add_metrics(http::Metrics& metrics);
  std::vector<std::string> notices(const std::string& public_url);
  void stop();

 private:
  struct Running {
    std::string name;
    std::unique_ptr<Service> service;
  };

  void start(const ServiceDescriptor& service, const Config& config);
  void connect(const ServiceDescriptor& service, const Config& config);

  const std::string key_;
  const PrincipalSigner signer_;
  Peers peers_;
  std::vector<Running> running_;  // in order of their dependencies
};

}  // namespace chaos::hub

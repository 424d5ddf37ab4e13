#pragma once

#include <memory>
#include <optional>
#include <string>

#include "auth/auth.h"
#include "config/config.h"
#include "dashboard/dashboard.h"
#include "experiment/experiments.h"
#include "security/principal.h"
#include "storage/backup.h"

namespace chaos::hub {

/// The databases that the configuration names, of all services.
std::vector<storage::Part> parts_of(const Config& config);

/// The services that run in this process, and the way to those that do not. Where one needs
/// another it has its interface only, whichever it is.
class Services {
 public:
  /// Opens the databases of those that run here. Throws std::runtime_error.
  explicit Services(const Config& config);
  ~Services();

  const PrincipalSigner& signer() const { return signer_; }
  const std::string& key() const { return key_; }
  AuthService& auth() { return *auth_; }
  DashboardService& dashboard() { return *dashboard_; }

  // nullptr for one that runs elsewhere.
  auth::Auth* local_auth() { return local_auth_.get(); }
  dashboard::Dashboard* local_dashboard() { return local_dashboard_.get(); }
  experiment::Experiments* local_experiments() { return local_experiments_.get(); }

  void add_routes(http::Router& router);
  /// What the services of other processes call.
  void add_internal_routes(http::Router& router);

 private:
  const std::string key_;
  const PrincipalSigner signer_;
  // In the order in which they need each other.
  std::unique_ptr<DashboardService> remote_dashboard_;
  std::unique_ptr<dashboard::Dashboard> local_dashboard_;
  DashboardService* dashboard_ = nullptr;
  std::unique_ptr<AuthService> remote_auth_;
  std::unique_ptr<auth::Auth> local_auth_;
  AuthService* auth_ = nullptr;
  std::unique_ptr<ExperimentService> remote_experiments_;
  std::unique_ptr<experiment::Experiments> local_experiments_;
  ExperimentService* experiments_ = nullptr;  // for the dashboard only
};

}  // namespace chaos::hub

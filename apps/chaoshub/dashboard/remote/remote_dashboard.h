#pragma once

#include <string>
#include <utility>

#include "http/router.h"
#include "remote/remote_service.h"
#include "service/dashboard_service.h"

namespace chaos::hub::dashboard {

/// The dashboard service in another process.
class RemoteDashboard final : public DashboardService {
 public:
  explicit RemoteDashboard(RemoteService service) : service_(std::move(service)) {}

  void welcome(const std::string& signed_principal) override;
  Membership membership_of(const std::string& signed_principal, const std::string& organization,
                           const std::string& team) override;
  std::vector<TeamMembership> teams_of(const std::string& signed_principal) override;
  void note(const std::string& signed_principal, const Activity& activity) override;

 private:
  RemoteService service_;
};

/// The server side. `dashboard` is the service of this process.
void add_internal_routes(http::Router& router, DashboardService& dashboard);

}  // namespace chaos::hub::dashboard

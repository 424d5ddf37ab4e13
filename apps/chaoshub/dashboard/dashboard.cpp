#include "dashboard/dashboard.h"

#include "cache_metrics.h"
#include "dashboard/admin.h"
#include "dashboard/api/routes.h"
#include "dashboard/pages/routes.h"
#include "dashboard/remote/remote_dashboard.h"
#include "service/experiment_service.h"

namespace chaos::hub::dashboard {

Dashboard::Dashboard(const storage::Location& location, const PrincipalSigner& signer, Clock clock,
                     const Peers& peers)
    : peers_(peers),
      database_(location, migrations()),
      store_(database_),
      audit_log_(database_),
      directory_(store_, signer, std::move(clock)),
      outbox_(database_, {}) {}

void Dashboard::all_started() {
  directory_.on_team_removed(
      [this](const Team& team) { peers_.remove_team(team.organization, team.id); });
}

void Dashboard::add_routes(http::Router& router) {
  auto& auth = peers_.get<AuthService>();
  const AuditTrail& trail = trail_.emplace(peers_.audit_logs(), auth);
  add_organization_routes(router, directory_, auth);
  add_team_routes(router, directory_, auth);
  add_home_pages(router, directory_, peers_.get<ExperimentService>(), auth);
  add_organization_pages(router, directory_, auth);
  add_member_pages(router, directory_);
  add_audit_routes(router, trail);
  add_audit_page(router, trail, directory_);
}

void Dashboard::add_internal_routes(http::Router& router) {
  dashboard::add_internal_routes(router, directory_);
}

void Dashboard::add_metrics(http::Metrics& metrics) {
  watch_cache(metrics, "roles", [this] { return store_.membership_cache(); });
  watch_cache(metrics, "teams", [this] { return store_.team_cache(); });
}

ServiceDescriptor descriptor() {
  const auto start = [](const ServiceContext& context) {
    auto dashboard =
        std::make_unique<Dashboard>(context.location, context.signer, context.clock, context.peers);
    context.peers.add(*dashboard);
    context.peers.add<DashboardService>(dashboard->directory());
    context.peers.add<TeamLookup>(std::make_unique<NamedTeams>(dashboard->directory()));
    return dashboard;
  };
  return {.name = "dashboard",
          .migrations = migrations(),
          .start = start,
          .called_by = ServiceDescriptor::CalledBy::kAll,
          .connect =
              [](const RemoteService& remote, Peers& peers) {
                peers.add<DashboardService>(std::make_unique<RemoteDashboard>(remote));
              },
          .team_tabs = {{.name = "Members", .path = "/members", .order = 90, .key = "m"}},
          .feed_links = {{.kind = "member-", .path = "/members"}},
          .add_admin_commands = add_admin_commands};
}

}  // namespace chaos::hub::dashboard

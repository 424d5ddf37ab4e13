#include "experiment/experiments.h"

#include "experiment/api/routes.h"
#include "experiment/model/safeguard/settings.h"
#include "experiment/pages/routes.h"

namespace chaos::hub::experiment {

Experiments::Experiments(const storage::Location& location, DashboardService& dashboard,
                         const Clock& clock)
    : clock_(clock),
      dashboard_(dashboard),
      database_(location, migrations()),
      store_(database_),
      verification_store_(database_),
      safeguard_store_(database_),
      notes_(dashboard),
      library_(store_, notes_, clock),
      executions_(store_, library_, live_, notes_, clock),
      progress_(store_),
      verifications_(verification_store_, library_, executions_, clock),
      safeguards_(safeguard_store_, library_, live_, notes_, clock) {
  executions_.judge_older_ones();
}

std::vector<HaltNotice> Experiments::halts_for(const http::Caller& caller,
                                               const http::Request& request) {
  const auto team = request.parameters.find("team");
  std::vector<HaltNotice> notices;
  for (const Safeguard& halt : safeguards_.halts_in_force()) {
    if (team != request.parameters.end() && team->second != halt.home.team) continue;
    const Place place =
        dashboard_.place_of(caller.signed_principal, halt.home.organization, halt.home.team);
    if (place.team_role == Role::kNone) continue;
    notices.push_back({.organization = halt.home.organization,
                       .team = halt.home.team,
                       .team_name = place.team_name,
                       .reason = text_setting(halt.settings, "reason", ""),
                       .by = halt.changed_by,
                       .since = halt.changed,
                       .may_resume = place.team_role >= Role::kOwner});
  }
  return notices;
}

void Experiments::remove_team(const std::string& organization, const std::string& team) {
  store_.remove_team({.organization = organization, .team = team}, {.actor = "", .time = clock_()});
}

void Experiments::add_routes(http::Router& router) {
  const Parts parts{.store = store_,
                    .verification_store = verification_store_,
                    .library = library_,
                    .executions = executions_,
                    .verifications = verifications_,
                    .safeguards = safeguards_,
                    .live = live_,
                    .progress = progress_};
  add_experiment_routes(router, parts);
  add_execution_routes(router, parts);
  add_report_routes(router, parts);
  add_verification_routes(router, parts);
  add_safeguard_routes(router, parts);
  add_halt_routes(router, parts);
  add_asset_routes(router, parts);
  add_live_routes(router, parts);
  add_overview_page(router, parts);
  add_experiment_pages(router, parts);
  add_execution_pages(router, parts);
  add_verification_pages(router, parts);
  add_safeguard_pages(router, parts);
}

}  // namespace chaos::hub::experiment

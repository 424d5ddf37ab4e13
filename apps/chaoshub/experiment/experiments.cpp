#include "experiment/experiments.h"

#include "experiment/api/routes.h"
#include "experiment/halt_notices.h"
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
      executions_(store_, library_, notes_, clock),
      progress_(store_),
      verifications_(verification_store_, library_, executions_, clock),
      safeguards_(safeguard_store_, library_, notes_, clock),
      relay_(store_, live_),
      outbox_(database_, {.take = [this](auto announcements) { relay_.take(announcements); },
                          .missed = [this] { live_.disconnect(); }}) {
  executions_.judge_older_ones();
}

std::vector<HaltNotice> Experiments::halts_for(const http::Caller& caller,
                                               const http::Request& request) {
  return halt_notices(safeguards_.halts_in_force(), dashboard_, caller, request);
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

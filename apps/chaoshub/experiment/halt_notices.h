#pragma once

#include <vector>

#include "experiment/model/safeguards.h"
#include "http/router.h"
#include "service/dashboard_service.h"
#include "service/halt_notice.h"

namespace chaos::hub::experiment {

/// The notices that a page shows about the halts of the hub: on a team's pages that team's,
/// otherwise those of all teams the caller belongs to, however many others are halted. Calls the
/// dashboard service at most once, and only if it matters. If that does not respond, details are
/// missing, but the page works: there is one notice without a team.
std::vector<HaltNotice> halt_notices(const HaltsByTeam& halts, DashboardService& dashboard,
                                     const http::Caller& caller, const http::Request& request);

}  // namespace chaos::hub::experiment

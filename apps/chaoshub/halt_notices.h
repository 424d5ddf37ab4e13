#pragma once

#include <vector>

#include "http/router.h"
#include "service/dashboard_service.h"
#include "service/experiment_service.h"
#include "service/halt_notice.h"

namespace chaos::hub {

/// The notices that a page shows about the halts of the hub: on a team's pages that team's,
/// otherwise those of all teams the caller belongs to, however many others are halted. Calls the
/// dashboard service at most once, and only if it matters. If a service does not respond, details
/// are missing, but the page works: there is one notice that says so.
std::vector<HaltNotice> halt_notices(ExperimentService& experiments, DashboardService& dashboard,
                                     const http::Caller& caller, const http::Request& request);

}  // namespace chaos::hub

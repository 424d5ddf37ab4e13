#pragma once

#include <vector>

#include "experiment/model/safeguard/safeguard.h"
#include "http/router.h"
#include "service/dashboard_service.h"
#include "service/halt_notice.h"

namespace chaos::hub::experiment {

/// The notices that a page shows about these halts: on a team's pages that team's, otherwise those
/// of all teams the caller belongs to. If the dashboard service does not respond, details are
/// missing, but the page works: no more calls are made, and all unverified halts become one notice
/// without a team.
std::vector<HaltNotice> halt_notices(const std::vector<Safeguard>& halts,
                                     DashboardService& dashboard, const http::Caller& caller,
                                     const http::Request& request);

}  // namespace chaos::hub::experiment

#pragma once

#include <vector>

#include "experiment/model/safeguard/safeguard.h"
#include "http/router.h"
#include "service/dashboard_service.h"
#include "service/halt_notice.h"

namespace chaos::hub::experiment {

/// What a page is to tell the caller of these halts: on a team's pages of the team's, on others of
/// those of all teams that they belong to. A dashboard service that does not answer costs details,
/// not the page: it is asked for nothing more, and what nobody could vouch for becomes one notice
/// without a team.
std::vector<HaltNotice> halt_notices(const std::vector<Safeguard>& halts,
                                     DashboardService& dashboard, const http::Caller& caller,
                                     const http::Request& request);

}  // namespace chaos::hub::experiment

#pragma once

#include "http/metrics.h"
#include "http/router.h"
#include "services.h"

namespace chaos::hub {

/// What every process of a hub answers: whether it is well, its metrics, and the description of the
/// interface.
void add_common_routes(http::Router& router, Services& services, http::Metrics& metrics);

}  // namespace chaos::hub

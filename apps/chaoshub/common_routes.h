#pragma once

#include "http/metrics.h"
#include "http/router.h"
#include "services.h"

namespace chaos::hub {

/// The routes that every process of a hub has: health, metrics and the API description.
void add_common_routes(http::Router& router, Services& services, http::Metrics& metrics);

}  // namespace chaos::hub

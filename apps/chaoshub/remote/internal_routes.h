#pragma once

#include <functional>
#include <string>

#include "chaos/json.h"
#include "http/router.h"

namespace chaos::hub {

/// Adds a question that other processes ask a service of this one: a POST to
/// /internal/<service>/<question>. Request and response are JSON objects. The answer must not make
/// another such call.
void add_internal_route(http::Router& router, const std::string& service,
                        const std::string& question, std::function<Json(const Json&)> answer);

}  // namespace chaos::hub

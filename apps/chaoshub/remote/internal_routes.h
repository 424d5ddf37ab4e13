#pragma once

#include <functional>
#include <string>

#include "chaos/json.h"
#include "http/router.h"

namespace chaos::hub {

/// Adds a question that the other processes of the hub ask a service of this
/// one: POST of a JSON object to /internal/<service>/<question>; what is
/// answered is a JSON object, too. Answering must never make another call.
void add_internal_route(http::Router& router, const std::string& service,
                        const std::string& question, std::function<Json(const Json&)> answer);

}  // namespace chaos::hub

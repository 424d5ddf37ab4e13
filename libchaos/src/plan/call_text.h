#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos::plan {

/// What a provider block calls, in one line: "systemctl stop db", "GET http://shop/health",
/// "chaosk8s.pod.actions.terminate_pods(ns='shop')".
std::string call_text(const Json& provider);

/// The host that such a line of an HTTP call names; "" if there is none.
std::string host_of(const std::string& call);

}  // namespace chaos::plan

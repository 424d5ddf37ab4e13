#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// The keys of the entries of the settings as `chaos settings get` takes them, each entry before
/// those within it: "notifications[0].type", "auths.example\.com". Keys only, no values; what is
/// within an entry of `auths` is left out, for it is known and secret.
std::vector<std::string> settings_outline(const Json& settings);

}  // namespace chaos

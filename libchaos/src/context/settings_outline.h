#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// The keys of the entries of the settings as `chaos settings get` accepts them, each entry before
/// its members: "notifications[0].type", "auths.example\.com". Only keys, no values. The contents
/// of `auths` entries are omitted, because they are well-known and secret.
std::vector<std::string> settings_outline(const Json& settings);

}  // namespace chaos

#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// The keys of the entries of the settings as `chaos settings get` takes them, each entry before
/// those within it: "notifications[0].type", "auths.example\.com". Only keys, no values. The
/// contents of `auths` entries are left out, because they are well-known and secret.
std::vector<std::string> settings_outline(const Json& settings);

}  // namespace chaos

#pragma once

#include <string>

namespace chaos::hub {

/// The key with which this hub signs principals, stored in `directory` as "key", readable only by
/// its owner; created if it does not exist. Throws std::system_error.
std::string security_key(const std::string& directory);

}  // namespace chaos::hub

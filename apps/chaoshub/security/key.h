#pragma once

#include <string>

namespace chaos::hub {

/// The key of this hub for principals, kept in `directory` as "key" for its owner only; made when
/// there is none. Throws std::system_error.
std::string security_key(const std::string& directory);

}  // namespace chaos::hub

#pragma once

#include <string_view>

namespace chaos::hub {

/// Whether nobody in between can read or change what is sent: https, or http to this machine.
bool is_secure_address(std::string_view url);

}  // namespace chaos::hub

#pragma once

#include <string_view>

namespace chaos::hub {

/// Whether nobody between us and that address can read or change what is sent: https, or http to
/// this very machine.
bool is_secure_address(std::string_view url);

}  // namespace chaos::hub

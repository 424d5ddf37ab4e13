#pragma once

#include <string>

namespace chaos::hub {

/// Whether the text is an IPv4 or an IPv6 address.
bool is_address(const std::string& text);

/// The unit by which failures are counted: the IPv4 address, or the first half of an IPv6 address,
/// because its owner can choose the second half.
std::string network_of(const std::string& address);

}  // namespace chaos::hub

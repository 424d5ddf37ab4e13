#pragma once

#include <string>

namespace chaos::hub {

/// Whether the text is an IPv4 or an IPv6 address.
bool is_address(const std::string& text);

/// What failures of an address are counted by: the address, or the first half of an IPv6 address,
/// the second half of which its owner may choose.
std::string network_of(const std::string& address);

}  // namespace chaos::hub

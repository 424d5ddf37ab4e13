#pragma once

#include <sys/socket.h>

namespace chaos::net {

/// Whether the address is a public internet address: not of this machine, a private network, a
/// link, or any other special purpose (IANA's registries for IPv4 and IPv6), even if such an IPv4
/// address is embedded in an IPv6 address. False for other address families.
bool is_public_address(const sockaddr& address);

}  // namespace chaos::net

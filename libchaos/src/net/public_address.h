#pragma once

#include <sys/socket.h>

namespace chaos::net {

/// Whether the address is one of the public internet: not of this machine, a private network, a
/// link, or any other special purpose (IANA's registries of IPv4 and IPv6), also when an IPv6
/// address stands for such an IPv4 address. False for families other than these two.
bool is_public_address(const sockaddr& address);

}  // namespace chaos::net

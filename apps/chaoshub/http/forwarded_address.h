#pragma once

#include <string>

#include "http/message.h"

namespace chaos::hub::http {

/// The client's address as the proxy in front of the hub says: the last one of X-Forwarded-For. All
/// lines of that header are one list (RFC 9110, 5.3), to whose end the proxy adds the address that
/// it was called from; what is before that, in the same line or in others, anybody may have
/// written. `peer`, the proxy's own address, when the last one is not an address.
std::string forwarded_address(const Headers& headers, const std::string& peer);

}  // namespace chaos::hub::http

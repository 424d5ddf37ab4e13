#pragma once

#include <string>

#include "http/message.h"

namespace chaos::hub::http {

/// The client's address according to the proxy in front of the hub: the last one in
/// X-Forwarded-For. All lines of that header form one list (RFC 9110, 5.3); the proxy appends the
/// address of its caller, and anyone may have written what precedes it. Returns `peer`, the proxy's
/// own address, if the last item is not an address.
std::string forwarded_address(const Headers& headers, const std::string& peer);

}  // namespace chaos::hub::http

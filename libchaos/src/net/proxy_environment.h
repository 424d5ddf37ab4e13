#pragma once

#include <string>
#include <string_view>

#include "net/url.h"

namespace chaos::net {

/// The proxy for `url` according to http_proxy, https_proxy, all_proxy and no_proxy (also in upper
/// case; lower case takes precedence), as Python's libraries interpret them; "" for none.
std::string proxy_for(const Url& url);

/// Whether the comma separated list `no_proxy` ("*", names, name suffixes, addresses, IPv4
/// networks such as 10.0.0.0/8) exempts `url`.
bool bypasses_proxy(const Url& url, std::string_view no_proxy);

}  // namespace chaos::net

#pragma once

#include "chaos/provider.h"
#include "net/http_client.h"

namespace chaos {

/// The request that an HTTP activity asks for, its values substituted.
/// Throws UnexpectedError for what the reference's HTTP library refuses: headers that are not text,
/// a timeout of zero, arguments that cannot be encoded.
net::HttpRequest build_http_request(const ActivityCall& call);

}  // namespace chaos

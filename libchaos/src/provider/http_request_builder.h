#pragma once

#include "chaos/provider.h"
#include "net/http_client.h"

namespace chaos {

/// The request for an HTTP activity, with substituted values. Throws UnexpectedError for what the
/// reference's HTTP library rejects: headers that are not strings, a timeout of zero, arguments
/// that cannot be encoded.
net::HttpRequest build_http_request(const ActivityCall& call);

}  // namespace chaos

#pragma once

#include "net/channel.h"

namespace chaos::net {

/// Whether `response` is a redirect.
bool is_redirect(const HttpResponse& response);

/// Turns `exchange` into the one that follows `response`, for which is_redirect() must be true:
/// method and body are kept or dropped as in browsers, and credentials are not sent to another
/// site. Throws HttpError (kInvalidUrl) if the new URL is not valid.
void redirect(Exchange& exchange, const HttpResponse& response);

}  // namespace chaos::net

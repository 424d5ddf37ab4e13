#pragma once

#include "net/channel.h"

namespace chaos::net {

/// Whether `response` sends the client elsewhere.
bool is_redirect(const HttpResponse& response);

/// Makes `exchange` the one that follows `response`, which is_redirect: method and body are kept or
/// dropped as browsers do, credentials are not told to another site.
/// Throws HttpError (kInvalidUrl) when the new place is none.
void redirect(Exchange& exchange, const HttpResponse& response);

}  // namespace chaos::net

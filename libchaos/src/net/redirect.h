#pragma once

#include "net/channel.h"

namespace chaos::net {

/// Whether `response` is a redirect.
bool is_redirect(const HttpResponse& response);

/// Makes `exchange` the one that follows `response`, which is_redirect: method and body are kept or
/// dropped as browsers do, credentials are not sent to another site. Throws HttpError (kInvalidUrl)
/// if the new URL is not valid.
void redirect(Exchange& exchange, const HttpResponse& response);

}  // namespace chaos::net

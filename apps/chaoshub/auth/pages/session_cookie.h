#pragma once

#include <string>

#include "http/message.h"

namespace chaos::hub::auth {

/// Sets the cookie with the session's secret.
http::Response with_session(http::Response response, const http::Request& request,
                            const std::string& secret);

/// Makes the browser delete it.
http::Response without_session(http::Response response, const http::Request& request);

}  // namespace chaos::hub::auth

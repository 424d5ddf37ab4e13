#pragma once

#include <string>

#include "http/message.h"

namespace chaos::hub::auth {

/// Sets the cookie that holds the session's secret.
http::Response with_session(http::Response response, const http::Request& request,
                            const std::string& secret);

/// Makes the browser forget it.
http::Response without_session(http::Response response, const http::Request& request);

}  // namespace chaos::hub::auth

#pragma once

#include <chrono>
#include <string>

#include "http/message.h"

namespace chaos::hub::http {

/// A cookie. Scripts cannot read it, other sites' forms do not send it, and over HTTPS it is always
/// secure.
struct Cookie {
  std::string name;
  std::string value;
  std::chrono::seconds lifetime;  ///< 0 deletes the cookie
  std::string path = "/";
};

Response with_cookie(Response response, const Request& request, const Cookie& cookie);

}  // namespace chaos::hub::http

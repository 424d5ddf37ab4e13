#pragma once

#include <chrono>
#include <string>

#include "http/message.h"

namespace chaos::hub::http {

/// What a browser is to keep for us. Scripts cannot read it, forms of other sites do not send it,
/// and over HTTPS it is never sent without.
struct Cookie {
  std::string name;
  std::string value;
  std::chrono::seconds lifetime;  ///< 0: forget it
  std::string path = "/";
};

Response with_cookie(Response response, const Request& request, const Cookie& cookie);

}  // namespace chaos::hub::http

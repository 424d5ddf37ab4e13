#include "auth/pages/session_cookie.h"

#include "auth/model/accounts.h"
#include "http/cookie.h"
#include "http/gateway.h"

namespace chaos::hub::auth {

http::Response with_session(http::Response response, const http::Request& request,
                            const std::string& secret) {
  return http::with_cookie(
      std::move(response), request,
      {.name = http::kSessionCookie, .value = secret, .lifetime = Accounts::kSessionLifetime});
}

http::Response without_session(http::Response response, const http::Request& request) {
  return http::with_cookie(
      std::move(response), request,
      {.name = http::kSessionCookie, .value = "", .lifetime = std::chrono::seconds(0)});
}

}  // namespace chaos::hub::auth

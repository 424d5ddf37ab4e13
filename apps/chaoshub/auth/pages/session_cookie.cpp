#include "auth/pages/session_cookie.h"

#include <fmt/format.h>

#include "auth/model/accounts.h"
#include "http/front.h"

namespace chaos::hub::auth {
namespace {

http::Response with_cookie(http::Response response, const http::Request& request,
                           const std::string& value, std::chrono::seconds lifetime) {
  const char* secure = request.base_url.starts_with("https:") ? "; Secure" : "";
  response.with("Set-Cookie", fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{}",
                                          http::kSessionCookie, value, lifetime.count(), secure));
  return response;
}

}  // namespace

http::Response with_session(http::Response response, const http::Request& request,
                            const std::string& secret) {
  return with_cookie(std::move(response), request, secret, Accounts::kSessionLifetime);
}

http::Response without_session(http::Response response, const http::Request& request) {
  return with_cookie(std::move(response), request, "", std::chrono::seconds(0));
}

}  // namespace chaos::hub::auth

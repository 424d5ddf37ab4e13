#include "http/cookie.h"

#include <fmt/format.h>

namespace chaos::hub::http {

Response with_cookie(Response response, const Request& request, const Cookie& cookie) {
  const char* secure = request.base_url.starts_with("https:") ? "; Secure" : "";
  response.with("Set-Cookie",
                fmt::format("{}={}; Path={}; HttpOnly; SameSite=Lax; Max-Age={}{}", cookie.name,
                            cookie.value, cookie.path, cookie.lifetime.count(), secure));
  return response;
}

}  // namespace chaos::hub::http

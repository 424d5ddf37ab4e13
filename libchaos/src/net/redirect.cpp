#include "net/redirect.h"

#include <algorithm>
#include <array>

#include "net/authorization.h"
#include "net/header_text.h"
#include "net/proxy_environment.h"

namespace chaos::net {
namespace {

/// As in browsers and most other clients, only 307 and 308 repeat the request unchanged.
std::string redirected_method(const std::string& method, int status) {
  if (method == "HEAD") return method;
  if (status == 302 || status == 303) return "GET";
  return status == 301 && method == "POST" ? "GET" : method;
}

}  // namespace

bool is_redirect(const HttpResponse& response) {
  constexpr std::array kStatuses{301, 302, 303, 307, 308};
  if (std::find(kStatuses.begin(), kStatuses.end(), response.status) == kStatuses.end()) {
    return false;
  }
  const std::string* location = response.header("Location");
  return location != nullptr && !location->empty();
}

void redirect(Exchange& exchange, const HttpResponse& response) {
  // Headers are read as ISO-8859-1, but servers send locations in UTF-8.
  const std::string& location = *response.header("Location");
  const Url next = resolve_redirect(exchange.url, to_latin1(location).value_or(location));
  exchange.method = redirected_method(exchange.method, response.status);
  if (response.status != 307 && response.status != 308) {
    exchange.body.reset();
    remove_header(exchange.headers, "Content-Type");
    remove_header(exchange.headers, "Transfer-Encoding");
  }
  remove_header(exchange.headers, "Cookie");  // the cookies of this chain are sent instead
  if (is_other_site(exchange.url, next)) remove_header(exchange.headers, "Authorization");
  // On the same site, the token or password of the request still counts.
  const bool is_authorized = find_header(exchange.headers, "Authorization") != nullptr;
  if (const auto login = is_authorized ? std::nullopt : login_from_netrc(next.host_name())) {
    set_header(exchange.headers, "Authorization", basic_authorization(*login));
  }
  exchange.url = next;
  exchange.proxy = proxy_for(next);
}

}  // namespace chaos::net

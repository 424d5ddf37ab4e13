#include "common_routes.h"

#include <algorithm>

#include "api_description.h"
#include "document/yaml_reader.h"
#include "web/api_page.h"
#include "web/assets.h"
#include "web/layout.h"
#include "web/theme.h"

namespace chaos::hub {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;

Response text(std::string_view body, std::string type = "text/plain") {
  return {.status = 200, .headers = {{"Content-Type", std::move(type)}}, .body = std::string(body)};
}

/// Built on first use; it is the same for everyone.
Response api_page(const Request& request, const Caller& caller) {
  static const web::Html reference =
      web::api_reference(parse_yaml(kApiDescription, "chaoshub-api.yaml"));
  web::Html body = web::html(
      "<section><h2>How to call it</h2>\n<p>Send a token with each request. Create one on <a "
      "href=\"/account#token\">your account page</a>; for an agent, an owner of the team creates "
      "it on the page \"Agent tokens\".</p>\n<p><code data-copy=\"the command\">curl -H "
      "\"Authorization: Bearer TOKEN\" {}/api/v1/organizations</code></p>\n<p>The same "
      "description for programs: <a href=\"/api/v1/openapi.yaml\" download>openapi.yaml</a> "
      "(OpenAPI 3.1)</p></section>\n",
      request.base_url);
  body += reference;
  return web::page_response(caller, {.title = "API", .body = body});
}

bool has_home_page(const http::Router& router) {
  return std::ranges::any_of(router.routes(),
                             [](const http::Route& route) { return route.pattern == "/"; });
}

}  // namespace

void add_common_routes(http::Router& router, Services& services, http::Metrics& metrics) {
  web::add_asset_routes(router);
  web::add_theme_route(router);
  // `chaos signin` checks its token here; the dashboard has a page at this path.
  if (!has_home_page(router))
    router.add({"GET", "/", {Callers::kAnyone}, [](const Request&, const Caller&) {
                  return text("chaoshub\n");
                }});
  router.add({"GET", "/health/live", {Callers::kAnyone}, [](const Request&, const Caller&) {
                return text("alive\n");
              }});
  // Ready when the auth service, which every request needs, and its database respond.
  router.add(
      {"GET", "/health/ready", {Callers::kAnyone}, [&services](const Request&, const Caller&) {
         services.auth().identify({.token = "of nobody", .session = {}});
         return text("ready\n");
       }});
  router.add({"GET", "/metrics", {Callers::kAnyone}, [&metrics](const Request&, const Caller&) {
                return text(metrics.text(), "text/plain; version=0.0.4");
              }});
  router.add({"GET", "/api/v1/openapi.yaml", {Callers::kAnyone}, [](const Request&, const Caller&) {
                return text(kApiDescription, "application/yaml");
              }});
  router.add({"GET", "/api", {Callers::kAnyone}, api_page});
}

}  // namespace chaos::hub

#include "hub.h"

#include <fmt/format.h>

#include "common_routes.h"
#include "http/front.h"
#include "http/server.h"
#include "remote/internal_routes.h"
#include "services.h"
#include "web/drafts.h"
#include "web/problem_page.h"

namespace chaos::hub {
namespace {

http::ServerOptions server_options(const Config& config) {
  const auto colon = config.listen.rfind(':');
  http::ServerOptions options;
  options.address = config.listen.substr(0, colon);
  options.port = static_cast<std::uint16_t>(std::stoi(config.listen.substr(colon + 1)));
  options.certificate = config.tls_certificate;
  options.key = config.tls_key;
  options.handlers = static_cast<std::size_t>(config.handlers);
  options.body_limit = static_cast<std::size_t>(config.body_limit_mb) << 20;
  return options;
}

}  // namespace

class Hub::Parts {
 public:
  explicit Parts(const Config& config)
      : services(config),
        drafts(services.key()),
        front({.router = router,
               .auth = services.auth(),
               .dashboard = services.dashboard(),
               .signer = services.signer(),
               .metrics = metrics,
               .problem_page =
                   [this](const http::Problem& problem, const http::Request& request,
                          const http::Caller& caller) {
                     return web::problem_page(drafts, problem, request, caller);
                   },
               .is_service = service_check(services.key()),
               .before_page = [this](const http::Request& request,
                                     http::Caller& caller) { look_up_for_page(request, caller); },
               .after_page =
                   [](const http::Request& request, http::Response& response) {
                     // Whatever was sent after signing in again, the draft has served its purpose.
                     if (request.method == "POST") web::Drafts::forget(response, request);
                   },
               .public_url = config.public_url,
               .tls = !config.tls_certificate.empty(),
               .behind_proxy = config.behind_proxy,
               .body_limit = server_options(config).body_limit}) {
    services.add_routes(router);
    add_common_routes(router, services, metrics);
    const auto options = server_options(config);
    server.emplace(options, [this](http::Request& request) { return front.answer(request); });
    public_url = config.public_url;
    if (public_url.empty())
      public_url = fmt::format("{}://{}:{}", config.tls_certificate.empty() ? "http" : "https",
                               options.address, server->port());
    if (auto* auth = services.local_auth())
      if (const auto secret = auth->accounts().make_bootstrap_link())
        sign_up_address = fmt::format("{}/sign-up/{}", public_url, *secret);
  }

  /// Those that follow something would never let the server come to its end.
  ~Parts() {
    if (auto* experiments = services.local_experiments()) experiments->live().end();
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  void look_up_for_page(const http::Request& request, http::Caller& caller) {
    caller.draft = drafts.kept(request);
    if (auto* experiments = services.local_experiments())
      caller.halts = experiments->halts_for(caller, request);
  }

  std::string public_url;
  std::string sign_up_address;
  http::Metrics metrics;
  http::Router router;
  Services services;
  web::Drafts drafts;
  http::Front front;
  std::optional<http::Server> server;  // last: its threads use the others
};

Hub::Hub(const Config& config) : parts_(std::make_unique<Parts>(config)) {}

Hub::~Hub() = default;

std::uint16_t Hub::port() const {
  return parts_->server->port();
}

const std::string& Hub::public_url() const {
  return parts_->public_url;
}

const std::string& Hub::sign_up_address() const {
  return parts_->sign_up_address;
}

}  // namespace chaos::hub

#include "hub.h"

#include <fmt/format.h>

#include <atomic>

#include "common_routes.h"
#include "halt_notices.h"
#include "http/gateway.h"
#include "http/server.h"
#include "log/log.h"
#include "os/descriptor_limit.h"
#include "remote/internal_gateway.h"
#include "services.h"
#include "web/drafts.h"
#include "web/problem_page.h"
#include "web/theme.h"

namespace chaos::hub {
namespace {

/// Descriptors needed besides connections: databases, logs, calls to other processes.
constexpr std::size_t kOtherDescriptors = 512;

http::ServerOptions server_options(const Config& config, const std::string& listen) {
  const auto colon = listen.rfind(':');
  http::ServerOptions options;
  options.address = listen.substr(0, colon);
  options.port = static_cast<std::uint16_t>(std::stoi(listen.substr(colon + 1)));
  options.certificate = config.tls_certificate;
  options.key = config.tls_key;
  options.handlers = static_cast<std::size_t>(config.handlers);
  return options;
}

std::size_t body_limit_of(const Config& config) {
  return static_cast<std::size_t>(config.body_limit_mb) << 20;
}

/// The requested number of connections, if the system allows this process that many.
std::size_t possible_connections(const Config& config) {
  const auto wanted = static_cast<std::size_t>(config.connections);
  const std::size_t descriptors = os::raise_descriptor_limit();
  if (descriptors >= wanted + kOtherDescriptors) return wanted;
  const std::size_t possible =
      descriptors > 2 * kOtherDescriptors ? descriptors - kOtherDescriptors : descriptors / 2;
  log::warning(
      fmt::format("The system allows {} open files: serving {} connections instead of {} (raise "
                  "the limit with `ulimit -n` or LimitNOFILE)",
                  descriptors, possible, wanted));
  return possible;
}

http::ServerOptions public_options(const Config& config) {
  http::ServerOptions options = server_options(config, config.listen);
  options.connections = possible_connections(config);
  // Behind a proxy, all connections come from the proxy's address.
  if (!config.behind_proxy)
    options.connections_per_address = static_cast<std::size_t>(config.connections_per_address);
  options.body_memory = 2 * body_limit_of(config);
  return options;
}

}  // namespace

class Hub::Components {
 public:
  explicit Components(const Config& config)
      : services(config),
        drafts(services.key()),
        gateway({.router = router,
                 .auth = services.auth(),
                 .dashboard = services.dashboard(),
                 .signer = services.signer(),
                 .metrics = metrics,
                 .problem_page =
                     [this](const http::Problem& problem, const http::Request& request,
                            const http::Caller& caller) {
                       return web::problem_page(drafts, problem, request, caller);
                     },
                 .before_page = [this](const http::Request& request,
                                       http::Caller& caller) { look_up_for_page(request, caller); },
                 .after_page =
                     [](const http::Request& request, http::Response& response) {
                       // Any form sent after signing in again means the draft has served its
                       // purpose.
                       if (request.method == "POST" && request.path != web::kThemePath)
                         web::Drafts::forget(response, request);
                     },
                 .public_url = config.public_url,
                 .tls = !config.tls_certificate.empty(),
                 .behind_proxy = config.behind_proxy,
                 .body_limit = body_limit_of(config)}),
        internal_gateway(internal_router, services.key()) {
    services.add_routes(router);
    services.add_metrics(metrics);
    add_common_routes(router, services, metrics);
    services.begin_work();
    metrics.watch("chaoshub_connections", "Open client connections.", [this] {
      const http::Server* running = running_server;
      return running == nullptr ? 0.0 : double(running->connections());
    });
    if (!config.internal_listen.empty()) {
      services.add_internal_routes(internal_router);
      internal_server.emplace(
          server_options(config, config.internal_listen),
          [this](http::Request& request) { return internal_gateway.admit(request); });
    }
    const auto options = public_options(config);
    server.emplace(options, [this](http::Request& request) { return gateway.admit(request); });
    running_server = &*server;
    public_url = config.public_url;
    if (public_url.empty())
      public_url = fmt::format("{}://{}:{}", config.tls_certificate.empty() ? "http" : "https",
                               options.address, server->port());
    notices = services.notices(public_url);
  }

  /// Live streams would otherwise keep the server from stopping.
  ~Components() { services.stop(); }
  Components(const Components&) = delete;
  Components& operator=(const Components&) = delete;

  void look_up_for_page(const http::Request& request, http::Caller& caller) {
    caller.draft = drafts.kept(request);
    caller.halts = halt_notices(services.experiments(), services.dashboard(), caller, request);
  }

  std::string public_url;
  std::vector<std::string> notices;
  http::Metrics metrics;
  http::Router router;
  Services services;
  web::Drafts drafts;
  http::Gateway gateway;
  http::Router internal_router;
  InternalGateway internal_gateway;
  std::atomic<const http::Server*> running_server =
      nullptr;  // null until the server has been created
  // Last: their threads use the members above. This process's own requests end before other
  // processes' calls do.
  std::optional<http::Server> internal_server;
  std::optional<http::Server> server;
};

Hub::Hub(const Config& config) : components_(std::make_unique<Components>(config)) {}

Hub::~Hub() = default;

std::uint16_t Hub::port() const {
  return components_->server->port();
}

const std::string& Hub::public_url() const {
  return components_->public_url;
}

const std::vector<std::string>& Hub::notices() const {
  return components_->notices;
}

}  // namespace chaos::hub

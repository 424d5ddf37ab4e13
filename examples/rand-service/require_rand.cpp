// The service that clients use: it gets a number from the primary server, or from the secondary if
// the primary does not answer.
#include <array>
#include <chrono>
#include <iostream>
#include <optional>
#include <string>

#include "service.h"

namespace {

constexpr const char* kUsage =
    "usage: require_rand\n"
    "  serve GET /index/N on 127.0.0.1:$REQUIRE_RAND_PORT (8001), asking the servers on\n"
    "  $RAND_PRIMARY_PORT (8002) and then $RAND_SECONDARY_PORT (8003)\n";

// A server that hangs must not cost more time than a client is willing to wait.
constexpr std::chrono::milliseconds kConnectTimeout{500};
constexpr std::chrono::milliseconds kReadTimeout{1000};

/// The server's response; nothing if there is none, or it is invalid.
std::optional<nlohmann::ordered_json> ask(int port, std::int64_t bound) {
  httplib::Client client("127.0.0.1", port);
  client.set_connection_timeout(kConnectTimeout);
  client.set_read_timeout(kReadTimeout);
  const auto response = client.Post("/", std::to_string(bound), "text/plain");
  if (!response || response->status != 200) return std::nullopt;
  auto body = nlohmann::ordered_json::parse(response->body, nullptr, false);
  if (!body.is_object() || !body.contains("value") || !body.contains("server")) return std::nullopt;
  return body;
}

int serve() {
  const int port = rand_service::port_from_environment("REQUIRE_RAND_PORT", 8001);
  const std::array<int, 2> servers = {
      rand_service::port_from_environment("RAND_PRIMARY_PORT", 8002),
      rand_service::port_from_environment("RAND_SECONDARY_PORT", 8003),
  };
  httplib::Server server;
  server.Get(
      "/index/(.*)", [servers](const httplib::Request& request, httplib::Response& response) {
        const std::int64_t bound = rand_service::parse_bound(request.matches[1].str());
        for (const int candidate : servers) {
          if (const auto body = ask(candidate, bound)) {
            rand_service::reply(response, 200, *body);
            return;
          }
        }
        rand_service::reply(response, 503,
                            rand_service::refusal("neither the primary nor the secondary answers"));
      });
  return rand_service::serve(server, "require_rand", port);
}

}  // namespace

int main(int argc, char**) {
  return rand_service::run_program("require_rand", [argc] {
    if (argc == 1) return serve();
    std::cerr << kUsage;
    return 2;
  });
}

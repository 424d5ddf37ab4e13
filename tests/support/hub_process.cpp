#include "support/hub_process.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdlib>

#include "json/utf8.h"
#include "net/header_text.h"
#include "net/http_client.h"
#include "os/file_descriptor.h"
#include "support/postgresql.h"

namespace chaos::testing {
namespace {

constexpr const char* kSecret = "a secret that the processes of the tests share";

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

int free_port() {
  const os::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

std::string service_for(const std::string& path) {
  static const std::vector<std::string> of_experiments = {"/experiments", "/executions",
                                                          "/verifications", "/safeguards", "/live"};
  if (path.starts_with("/api/v1/account") || path.starts_with("/internal/auth") ||
      path.starts_with("/account") || path.starts_with("/sign-"))
    return "auth";
  if (path.starts_with("/assets/experiments/") || path.starts_with("/assets/verifications/"))
    return "experiment";
  constexpr std::string_view kTeams = "/teams/";
  const auto teams = path.find(kTeams);
  const bool of_team = teams != std::string::npos;
  // The page of a team shows what its experiments do.
  if (of_team && !path.starts_with("/api/") &&
      path.find('/', teams + kTeams.size()) == std::string::npos)
    return "experiment";
  const bool deeper = std::ranges::any_of(of_experiments, [&path](const std::string& part) {
    return path.find(part) != std::string::npos;
  });
  return of_team && deeper ? "experiment" : "dashboard";
}

net::HttpResponse send(const std::string& method, const std::string& url,
                       const net::Headers& headers, const std::optional<std::string>& body) {
  return net::HttpClient::shared().send({.method = method,
                                         .url = url,
                                         .query = {},
                                         .headers = headers,
                                         .removed_headers = {},
                                         .body = body,
                                         .verify_tls = false,
                                         .ca_bundle = {},
                                         .client_certificate = {},
                                         .client_key = {},
                                         .connect_timeout = {},
                                         .read_timeout = {},
                                         .follow_redirects = false,
                                         .use_netrc = false},
                                        Deadline::after(std::chrono::seconds(60)), {});
}

std::string small(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// As the hub reads it.
std::string without_doubled_slashes(std::string path) {
  const auto end = std::unique(path.begin(), std::ranges::find(path, '?'),
                               [](char left, char right) { return left == '/' && right == '/'; });
  path.erase(end, std::ranges::find(path, '?'));
  return path;
}

std::string type_in(const net::Headers& headers) {
  for (const auto& [name, value] : headers)
    if (small(name) == "content-type") return value;
  return {};
}

/// A body that is none in UTF-8 is one in Latin-1, which the original client sends.
std::string as_utf8(const std::string& body) {
  return find_invalid_utf8(body) == std::string::npos ? body : net::from_latin1(body);
}

}  // namespace

HubVariant HubVariant::from_environment() {
  return {.postgresql = variable("CHAOSHUB_TEST_DATABASE") == "postgresql",
          .three_processes = variable("CHAOSHUB_TEST_PROCESSES") == "three"};
}

std::string HubVariant::missing() const {
  return postgresql && !Postgresql::is_there() ? "PostgreSQL is not installed" : "";
}

HubProcess::HubProcess(std::vector<std::string> flags)
    : variant_(HubVariant::from_environment()),
      flags_(std::move(flags)),
      command_(CHAOSHUB_BINARY),
      description_(std::string(CHAOS_SOURCE_DIR) + "/schemas/chaoshub-api.yaml") {
  command_.env("CHAOSHUB_DATA_DIR", command_.path("data")).env("CHAOSHUB_SECRET", kSecret);
  if (variant_.postgresql) command_.env("CHAOSHUB_DATABASE", Postgresql::shared().new_database());
  if (variant_.three_processes) {
    for (const char* service : {"auth", "dashboard", "experiment"})
      ports_[service] = free_port();
  }
  start();
}

HubProcess::~HubProcess() = default;

std::string HubProcess::own_url(const std::string& service) const {
  const bool tls = std::ranges::find(flags_, "--tls-certificate") != flags_.end();
  return fmt::format("{}://127.0.0.1:{}", tls ? "https" : "http",
                     ports_.at(variant_.three_processes ? service : ""));
}

std::string HubProcess::url_of(const std::string& path) const {
  return own_url(service_for(path)) + path;
}

RunningChaos HubProcess::serve(const std::vector<std::string>& more, const std::string& listen) {
  std::vector<std::string> arguments = {"serve", "--listen", listen};
  arguments.insert(arguments.end(), flags_.begin(), flags_.end());
  arguments.insert(arguments.end(), more.begin(), more.end());
  RunningChaos process = command_.start(arguments);
  process.wait_for_log("Serving ");
  return process;
}

void HubProcess::start() {
  if (!variant_.three_processes) {
    if (ports_.empty()) ports_[""] = free_port();
    processes_.push_back(serve({}, fmt::format("127.0.0.1:{}", ports_[""])));
    url_ = own_url("");
    return;
  }
  for (const auto& [service, port] : ports_) {
    std::vector<std::string> more = {"--only", service};
    if (service != "auth") more.insert(more.end(), {"--auth-url", own_url("auth")});
    if (service != "dashboard") more.insert(more.end(), {"--dashboard-url", own_url("dashboard")});
    processes_.push_back(serve(more, fmt::format("127.0.0.1:{}", port)));
  }
  if (!proxy_)
    proxy_ = std::make_unique<HttpServer>(
        [this](const ReceivedRequest& request) { return forward(request); });
  url_ = proxy_->url("");
}

/// As the proxy in front of the processes does it.
ScriptedReply HubProcess::forward(const ReceivedRequest& request) {
  const std::string path = without_doubled_slashes(request.target);
  net::Headers headers;
  for (const auto& header : request.headers)
    if (small(header.first) != "content-length" && small(header.first) != "accept-encoding")
      headers.push_back(header);
  const auto answer =
      send(request.method, url_of(path), headers,
           request.body.empty() ? std::nullopt : std::optional<std::string>(request.body));
  expect_described({.method = request.method,
                    .path = path,
                    .request_type = request.header("Content-Type"),
                    .request_body = request.body,
                    .status = answer.status,
                    .type = type_in(answer.headers),
                    .body = answer.body});
  ReplyHeaders kept;
  for (const auto& header : answer.headers)
    if (small(header.first) != "content-length" && small(header.first) != "connection" &&
        small(header.first) != "transfer-encoding")
      kept.push_back(header);
  return reply(answer.status, answer.body, kept);
}

std::string HubProcess::admin(std::vector<std::string> arguments, const std::string& input) {
  arguments.insert(arguments.begin(), "admin");
  const Outcome outcome = command_.input(input).run(arguments);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return outcome.out.substr(0, outcome.out.find('\n'));
}

std::string HubProcess::add_user(const std::string& name) {
  admin({"create-user", name, "--email", name + "@example.com"}, "the password of " + name + "\n");
  return admin({"create-token", "tests", "--owner", name, "--scope", "read", "--scope", "write",
                "--scope", "admin"});
}

HubReply HubProcess::call(const HubRequest& request) {
  net::Headers headers;
  if (!request.token.empty()) headers.emplace_back("Authorization", "Bearer " + request.token);
  std::optional<std::string> body;
  if (!request.body.is_null()) {
    body = request.body.is_string() ? request.body.get<std::string>() : request.body.dump();
    const bool event =
        request.path.find("/executions/") != std::string::npos && request.path.ends_with("/events");
    headers.emplace_back("Content-Type",
                         event ? "application/cloudevents+json" : "application/json");
  }
  for (const auto& [name, value] : request.headers) {
    std::erase_if(headers, [&](const auto& header) { return small(header.first) == small(name); });
    headers.emplace_back(name, value);
  }
  const auto answer = send(request.method, url_of(request.path), headers, body);
  HubReply reply{.status = answer.status, .body = answer.body, .json = {}, .headers = {}};
  for (const auto& [name, value] : answer.headers)
    reply.headers[small(name)] = value;
  reply.json = Json::parse(answer.body, nullptr, false);
  if (reply.json.is_discarded()) reply.json = nullptr;
  expect_described({.method = request.method,
                    .path = request.path,
                    .request_type = type_in(headers),
                    .request_body = body.value_or(""),
                    .status = reply.status,
                    .type = type_in(answer.headers),
                    .body = reply.body});
  return reply;
}

void HubProcess::expect_described(const HubExchange& exchange) {
  const std::lock_guard lock(mutex_);
  const std::string path = without_doubled_slashes(exchange.path);
  const std::string what = exchange.method + " " + path;
  const auto call = description_.match(exchange.method, path);
  if (!call) {
    if (!path.starts_with("/api/")) return;  // a page
    EXPECT_GE(exchange.status, 400) << what << " is answered and not described";
    for (const auto& problem : description_.problems_of("Problem", Json::parse(exchange.body)))
      ADD_FAILURE() << what << ", answer " << exchange.status << ": " << problem;
    return;
  }
  if (exchange.status < 400)
    for (const auto& problem : description_.problems_of_request(
             call->operation, exchange.request_type, as_utf8(exchange.request_body)))
      ADD_FAILURE() << what << ", request: " << problem;
  for (const auto& problem : description_.problems_of_response(call->operation, exchange.status,
                                                               exchange.type, exchange.body))
    ADD_FAILURE() << what << ", answer " << exchange.status << ": " << problem;
}

void HubProcess::expect_described(const std::string& schema, const Json& value) {
  const std::lock_guard lock(mutex_);
  for (const auto& problem : description_.problems_of(schema, value))
    ADD_FAILURE() << schema << ": " << problem;
}

void HubProcess::kill() {
  for (RunningChaos& process : processes_)
    process.signal(SIGKILL).wait();
  processes_.clear();
}

void HubProcess::restart() {
  start();
}

Outcome HubProcess::stop() {
  Outcome all;
  for (RunningChaos& process : processes_) {
    const Outcome outcome = process.signal(SIGTERM).wait();
    all.exit_code = std::max(all.exit_code, outcome.exit_code);
    all.out += outcome.out;
    all.err += outcome.err;
  }
  processes_.clear();
  return all;
}

}  // namespace chaos::testing

#include "support/hub_process.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "net/header_text.h"
#include "support/postgresql.h"

namespace chaos::testing {
namespace {

constexpr const char* kSecret = "a secret that the processes of the tests share";

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string service_for(const std::string& path) {
  static const std::vector<std::string> of_experiments = {
      "/experiments", "/executions", "/verifications", "/safeguards",
      "/live",        "/halt",       "/resume",        "/webhook"};
  if (path.starts_with("/api/v1/account") || path.starts_with("/internal/auth") ||
      path.starts_with("/account") || path.starts_with("/sign-"))
    return "auth";
  if (path.starts_with("/internal/experiment") || path.starts_with("/assets/experiments/") ||
      path.starts_with("/assets/verifications/") || path.starts_with("/badges/"))
    return "experiment";
  constexpr std::string_view kTeams = "/teams/";
  const auto teams = path.find(kTeams);
  const bool of_team = teams != std::string::npos;
  // The page of a team shows what its experiments do.
  if (of_team && !path.starts_with("/api/") &&
      path.find('/', teams + kTeams.size()) == std::string::npos)
    return "experiment";
  if (of_team && path.find("/tokens") != std::string::npos) return "auth";
  const bool deeper = std::ranges::any_of(of_experiments, [&path](const std::string& part) {
    return path.find(part) != std::string::npos;
  });
  return of_team && deeper ? "experiment" : "dashboard";
}

std::string address_of(const ReservedPort& port) {
  return fmt::format("127.0.0.1:{}", port.number());
}

std::string small(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

}  // namespace

HubVariant HubVariant::from_environment() {
  return {.postgresql = variable("CHAOSHUB_TEST_DATABASE") == "postgresql",
          .three_processes = variable("CHAOSHUB_TEST_PROCESSES") == "three",
          .two_processes = variable("CHAOSHUB_TEST_PROCESSES") == "two"};
}

std::string HubVariant::missing() const {
  if (two_processes && !postgresql) return "a database of SQLite is for one process";
  return postgresql && !Postgresql::is_there() ? "PostgreSQL is not installed" : "";
}

HubProcess::HubProcess(std::vector<std::string> flags, const TestCertificate* certificate,
                       const HubVariant& variant)
    : variant_(variant),
      certificate_(certificate),
      flags_(std::move(flags)),
      command_(CHAOSHUB_BINARY) {
  command_.env("CHAOSHUB_DATA_DIR", command_.path("data")).env("CHAOSHUB_SECRET", kSecret);
  if (variant_.postgresql) {
    postgresql_ = Postgresql::shared().new_database();
    command_.env("CHAOSHUB_DATABASE", postgresql_);
  }
  if (certificate_ != nullptr) {
    command_.file("hub.pem", certificate_->pem()).file("hub.key", certificate_->key_pem(), 0600);
    flags_.insert(flags_.end(), {"--tls-certificate", command_.path("hub.pem"), "--tls-key",
                                 command_.path("hub.key")});
    command_.env("REQUESTS_CA_BUNDLE", command_.path("hub.pem"));  // they call each other
  }
  if (variant_.three_processes)
    for (const std::string service : {"auth", "dashboard", "experiment"}) {
      ports_[service];
      ports_[service + " internal"];
    }
  else if (variant_.two_processes)
    for (const char* process : {"0", "1"})
      ports_[process];
  else
    ports_[""];
  start();
}

/// What the proxy waits for ends with the processes.
HubProcess::~HubProcess() {
  processes_.clear();
}

const char* HubProcess::secret() {
  return kSecret;
}

std::string HubProcess::own_url(const std::string& service) const {
  return fmt::format("{}://127.0.0.1:{}", certificate_ == nullptr ? "http" : "https",
                     ports_.at(ports_.size() == 1 ? "" : service).number());
}

std::string HubProcess::url_of(const std::string& path, std::optional<std::size_t> process) const {
  if (!variant_.two_processes) return own_url(service_for(path)) + path;
  return own_url(std::to_string(process.value_or(turns_++ % 2))) + path;
}

std::string HubProcess::database_of(const std::string& service) const {
  return postgresql_.empty() ? "sqlite:" + command_.path("data/" + service + ".sqlite")
                             : postgresql_;
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
  if (variant_.three_processes) {
    start_services();
  } else {
    for (const auto& [process, port] : ports_)
      processes_.push_back(serve({}, address_of(port)));
  }
  if (ports_.size() == 1) {
    url_ = own_url("");
    return;
  }
  if (!proxy_)
    proxy_ = std::make_unique<HubProxy>(
        [this](const std::string& path) { return url_of(path); }, traffic_,
        [](const std::string& problem) { ADD_FAILURE() << problem; }, certificate_);
  url_ = proxy_->url();
}

void HubProcess::start_services() {
  for (const std::string service : {"auth", "dashboard", "experiment"}) {
    std::vector<std::string> more = {"--only", service};
    more.insert(more.end(), {"--internal-listen", address_of(ports_.at(service + " internal"))});
    for (const std::string other : {"auth", "dashboard", "experiment"})
      if (service != other)
        more.insert(more.end(), {"--" + other + "-url", own_url(other + " internal")});
    processes_.push_back(serve(more, address_of(ports_.at(service))));
  }
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
    net::remove_header(headers, name);
    headers.emplace_back(name, value);
  }
  const auto answer =
      send_to_hub(request.method, url_of(request.path, request.process), headers, body);
  HubReply reply{.status = answer.status, .body = answer.body, .json = {}, .headers = {}};
  for (const auto& [name, value] : answer.headers)
    reply.headers[small(name)] = value;
  reply.json = Json::parse(answer.body, nullptr, false);
  if (reply.json.is_discarded()) reply.json = nullptr;
  expect_described({.method = request.method,
                    .path = request.path,
                    .request_type = value_of(headers, "Content-Type"),
                    .request_body = body.value_or(""),
                    .status = reply.status,
                    .type = value_of(answer.headers, "Content-Type"),
                    .body = reply.body});
  return reply;
}

void HubProcess::expect_described(const HubExchange& exchange) {
  for (const auto& problem : traffic_.problems_of(exchange))
    ADD_FAILURE() << problem;
}

void HubProcess::expect_described(const std::string& schema, const Json& value) {
  for (const auto& problem : traffic_.problems_of(schema, value))
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

std::size_t HubProcess::memory() const {
  std::size_t bytes = 0;
  for (const RunningChaos& process : processes_) {
    // Memory that processes share, such as the program itself, counts once.
    std::ifstream maps(fmt::format("/proc/{}/smaps_rollup", process.pid()));
    for (std::string line; std::getline(maps, line);)
      if (line.starts_with("Pss:")) bytes += std::stoul(line.substr(4)) << 10;
  }
  return bytes;
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

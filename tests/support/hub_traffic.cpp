#include "support/hub_traffic.h"

#include <fmt/format.h>

#include <algorithm>

#include "chaos/error.h"
#include "json/utf8.h"
#include "net/header_text.h"

namespace chaos::testing {
namespace {

/// As the hub reads it.
std::string without_doubled_slashes(std::string path) {
  const auto query = std::ranges::find(path, '?');
  path.erase(std::unique(path.begin(), query,
                         [](char left, char right) { return left == '/' && right == '/'; }),
             query);
  return path;
}

/// A body that is not valid UTF-8 is read as Latin-1, which the original client sends.
std::string as_utf8(const std::string& body) {
  return find_invalid_utf8(body) == std::string::npos ? body : net::from_latin1(body);
}

/// Whether a header belongs to the message, not to its connection.
bool goes_through(const std::string& name) {
  static const std::vector<std::string> of_connections = {"accept-encoding", "connection",
                                                          "content-length", "transfer-encoding"};
  return std::ranges::none_of(of_connections,
                              [&name](const auto& other) { return net::same_name(name, other); });
}

}  // namespace

HubTraffic::HubTraffic()
    : description_(std::string(CHAOS_SOURCE_DIR) + "/schemas/chaoshub-api.yaml") {}

std::vector<std::string> HubTraffic::problems_of(const HubExchange& exchange) {
  const std::lock_guard lock(mutex_);
  const std::string path = without_doubled_slashes(exchange.path);
  std::vector<std::string> problems;
  const auto add = [&](const std::string& part, const std::vector<std::string>& found) {
    for (const std::string& problem : found)
      problems.push_back(fmt::format("{} {}, {}: {}", exchange.method, path, part, problem));
  };
  const std::string answer = fmt::format("answer {}", exchange.status);
  if (const auto call = description_.match(exchange.method, path)) {
    if (exchange.status < 400)
      add("request", description_.problems_of_request(call->operation, exchange.request_type,
                                                      as_utf8(exchange.request_body)));
    add(answer, description_.problems_of_response(call->operation, exchange.status, exchange.type,
                                                  exchange.body));
  } else if (path.starts_with("/api/")) {
    if (exchange.status < 400) add(answer, {"it is not described"});
    add(answer, description_.problems_of("Problem", Json::parse(exchange.body, nullptr, false)));
  }
  return problems;
}

std::vector<std::string> HubTraffic::problems_of(const std::string& schema, const Json& value) {
  const std::lock_guard lock(mutex_);
  return description_.problems_of(schema, value);
}

HubProxy::HubProxy(std::function<std::string(const std::string&)> url_of, HubTraffic& traffic,
                   std::function<void(const std::string&)> report,
                   const TestCertificate* certificate)
    : url_of_(std::move(url_of)),
      traffic_(traffic),
      report_(std::move(report)),
      server_([this](const ReceivedRequest& request) { return forward(request); }, certificate) {}

HubProxy::~HubProxy() {
  leaving_.request_stop();
}

ScriptedReply HubProxy::forward(const ReceivedRequest& request) const try {
  const std::string path = without_doubled_slashes(request.target);
  net::Headers headers;
  for (const auto& header : request.headers)
    if (goes_through(header.first)) headers.push_back(header);
  const auto answer =
      send_to_hub(request.method, url_of_(path), headers,
                  request.body.empty() ? std::nullopt : std::optional<std::string>(request.body),
                  leaving_.get_token());
  for (const auto& problem : traffic_.problems_of({.method = request.method,
                             .path = path,
                             .request_type = request.header("Content-Type"),
                             .request_body = request.body,
                             .status = answer.status,
                             .type = value_of(answer.headers, "Content-Type"),
                             .body = answer.body}))
    report_(problem);
  ReplyHeaders kept;
  for (const auto& header : answer.headers)
    if (goes_through(header.first)) kept.push_back(header);
  return reply(answer.status, answer.body, kept);
} catch (const net::HttpError&) {
  return drop();  // the hub was ended, perhaps on purpose: its client notices, as it would without
                  // a proxy
} catch (const Stopped&) {
  return drop();
}

net::HttpResponse send_to_hub(const std::string& method, const std::string& url,
                              const net::Headers& headers, const std::optional<std::string>& body,
                              std::stop_token stop) {
  const bool stream = value_of(headers, "Accept") == "text/event-stream";
  return net::HttpClient::shared().send(
      {.method = method,
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
      stream ? Deadline::never() : Deadline::after(std::chrono::seconds(60)), std::move(stop));
}

std::string value_of(const net::Headers& headers, const std::string& name) {
  const std::string* value = net::find_header(headers, name);
  return value == nullptr ? "" : *value;
}

}  // namespace chaos::testing

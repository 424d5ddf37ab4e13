#include "chaosiq/functions/http_probes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "activity/provider_call.h"
#include "chaos/error.h"
#include "net/body_encoding.h"
#include "net/curl_library.h"
#include "net/http_client.h"
#include "net/request_settings.h"

namespace chaos::chaosiq {
namespace {

constexpr const char* kModule = "chaoscloud.probes.http";

class UnsuitableArgument : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string method_of(const Json& arguments) {
  const Json method = arguments.value("method", Json("GET"));
  if (!method.is_string()) {
    throw UnsuitableArgument(
        fmt::format("the method must be a string, not {}", python_repr(method)));
  }
  std::string name = method.get<std::string>();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return name;
}

net::HttpRequest request_of(const Json& arguments, const std::string& url) {
  net::HttpRequest request;
  request.url = url;
  request.method = method_of(arguments);
  net::set_headers(arguments.value("headers", Json()), request);
  const Json params = arguments.value("params", Json());
  if (truthy(params)) request.query = net::encode_form(params);
  const Json json = arguments.value("json", Json());
  if (!json.is_null()) {
    request.body = net::encode_json(json);
    net::set_default_header(request, "Content-Type", "application/json");
  }
  net::set_verify_tls(find(arguments, "verify_tls"), request);
  // Measures what a new user of the service experiences, including the time to connect.
  request.fresh_connection = true;
  request.body_limit = 0;
  return request;
}

/// `margin_seconds` is added to the timeout in the arguments.
Deadline deadline_of(const FunctionCall& call, double margin_seconds) {
  const Json timeout = call.arguments.value("timeout", Json(30.0));
  if (timeout.is_null()) return call.deadline;
  if (!timeout.is_number() || !(timeout.get<double>() > 0)) {
    throw UnsuitableArgument(fmt::format("the timeout must be a positive number of seconds, not {}",
                                         python_repr(timeout)));
  }
  const std::chrono::duration<double> seconds(timeout.get<double>() + margin_seconds);
  return Deadline::earlier(Deadline::after(seconds), call.deadline);
}

/// Calls `observe` with the request that the arguments describe, and its deadline. `attempt` is how
/// a failure describes the request.
template <typename Observe>
Json observe_request(const FunctionCall& call, const char* attempt, double margin_seconds,
                     Observe observe) {
  const Json* given = find(call.arguments, "url");
  if (given == nullptr) throw ActivityFailed(fmt::format("Failed to {}: no url is given", attempt));
  const std::string url = python_str(*given);
  try {
    return observe(request_of(call.arguments, url), deadline_of(call, margin_seconds));
  } catch (const std::runtime_error& error) {  // of the network or the arguments; Stopped is none
    throw ActivityFailed(fmt::format("Failed to {} {}: {}", attempt, url, error.what()));
  }
}

/// The original never applies this timeout, so it gets a margin, as an activity's timeout does.
Json read_http_status_code(const FunctionCall& call) {
  return observe_request(
      call, "request", kTimeoutMarginSeconds,
      [&](const net::HttpRequest& request, const Deadline& deadline) {
        return net::HttpClient::shared().send(request, deadline, call.stop).status;
      });
}

Json time_http_call(const FunctionCall& call) {
  return observe_request(
      call, "time request", 0, [&](const net::HttpRequest& request, const Deadline& deadline) {
        using std::chrono::microseconds;
        using std::chrono::steady_clock;
        net::CurlLibrary::get();  // loading it takes time that is not the service's
        const auto start = steady_clock::now();
        net::HttpClient::shared().send(request, deadline, call.stop);
        const auto taken = std::chrono::duration_cast<microseconds>(steady_clock::now() - start);
        return static_cast<double>(taken.count()) / 1000;
      });
}

}  // namespace

void register_http_probes(Registry& registry) {
  const std::vector<Parameter> parameters{{.name = "url", .required = true, .type = "string"},
                                          {.name = "headers", .type = "mapping"},
                                          {.name = "method", .type = "string"},
                                          {.name = "params", .type = "mapping"},
                                          {.name = "json", .type = "mapping"},
                                          {.name = "verify_tls", .type = "boolean"},
                                          {.name = "timeout", .type = "number"}};
  registry.add_function({.module = kModule,
                         .name = "read_http_status_code",
                         .parameters = parameters,
                         .call = read_http_status_code,
                         .doc = "The status code of the response to a request."});
  registry.add_function({.module = kModule,
                         .name = "time_http_call",
                         .parameters = parameters,
                         .call = time_http_call,
                         .doc = "How many milliseconds a request takes."});
}

}  // namespace chaos::chaosiq

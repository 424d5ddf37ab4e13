#include "provider/http_provider.h"

#include <fmt/format.h>

#include "chaos/error.h"
#include "context/substitution.h"
#include "json/json_reader.h"
#include "log/log.h"
#include "net/request_settings.h"
#include "os/text_encoding.h"
#include "provider/http_request_builder.h"
#include "provider/typed_setting.h"

namespace chaos {
namespace {

using Kind = net::HttpError::Kind;

Json headers_of(const net::HttpResponse& response) {
  Json headers = Json::object();
  for (const auto& [name, value] : response.headers)
    headers[name] = value;
  return headers;
}

Json json_body(const net::HttpResponse& response) {
  try {
    return parse_json(net::body_text(response));
  } catch (const JsonSyntaxError& error) {
    throw UnexpectedError(
        Diagnostic{.message = error.what(),
                   .pointer = "/provider/url",
                   .hint = "the response has a JSON content type, but its body is not valid JSON",
                   .position = {}});
  }
}

Json text_body(net::HttpResponse& response, std::size_t limit) {
  if (!response.body_truncated) return net::body_text(response);
  log::warning(
      fmt::format("The response's body has more than {} bytes: the rest was dropped.", limit));
  os::drop_partial_character(response.body);
  return net::body_text(response) +
         fmt::format("\n[truncated: only the first {} bytes were kept]\n", limit);
}

Json body_of(net::HttpResponse& response, std::size_t limit) {
  const std::string* type = response.header("Content-Type");
  const bool json = type != nullptr && *type == "application/json";
  return json && !response.body_truncated ? json_body(response) : text_body(response, limit);
}

[[noreturn]] void fail(const net::HttpError& error, const std::string& url) {
  switch (error.kind()) {
    case Kind::kCertificate:
    case Kind::kConnection:
      throw ActivityFailed(fmt::format("failed to connect to {}: {}", url, error.what()));
    case Kind::kTimeout:
      throw ActivityFailed("activity took too long to complete");
    case Kind::kInvalidUrl:
    case Kind::kTooManyRedirects:
    case Kind::kOther:
      break;
  }
  throw UnexpectedError(
      Diagnostic{.message = error.what(), .pointer = "/provider", .hint = "", .position = {}});
}

/// Throws ActivityFailed if the activity declares another status.
void check_status(const ActivityCall& call, long status) {
  const Json* declared = find(call.activity.at("provider"), "expected_status");
  if (declared == nullptr || declared->is_null()) return;
  const Json expected =
      number_in(substitute(*declared, call.configuration, call.secrets, call.activities));
  if (python_equal(expected, Json(status))) return;
  throw ActivityFailed(fmt::format("the response's status is {}, and {} was expected", status,
                                   python_str(expected)));
}

}  // namespace

void HttpProvider::validate(const Json& activity) const {
  const Json& provider = activity.at("provider");
  const Json* url = find(provider, "url");
  if (url == nullptr || !truthy(*url)) {
    throw InvalidActivity(Diagnostic{.message = "a HTTP activity must have a URL",
                                     .pointer = url == nullptr ? "/provider" : "/provider/url",
                                     .hint = "add \"url\": the address to call",
                                     .position = {}});
  }
  const Json* headers = find(provider, "headers");
  if (headers != nullptr && truthy(*headers) && !headers->is_object()) {
    throw InvalidActivity(Diagnostic{.message = "a HTTP activities expect headers as a mapping",
                                     .pointer = "/provider/headers",
                                     .hint = "write them as {\"Name\": \"value\"}",
                                     .position = {}});
  }
}

Json HttpProvider::execute(const ActivityCall& call) {
  const Json& provider = call.activity.at("provider");
  net::HttpRequest request = build_http_request(call);
  request.body_limit = body_limit_;
  net::HttpResponse response;
  try {
    response = client_.send(request, call.deadline, call.stop);
  } catch (const net::HttpError& error) {
    fail(error, request.url);
  }
  check_status(call, response.status);
  Json body = body_of(response, body_limit_);
  const Json* expected = find(provider, "expected_status");
  const bool is_expected = expected != nullptr && !expected->is_null();
  if (response.status > 399 && !is_expected && find(call.activity, "tolerance") == nullptr) {
    log::warning(
        "This HTTP call returned a response with a HTTP status code above 400. This may indicate "
        "some error and not what you expected. Please have a look at the logs.");
  }
  Json output = Json::object();
  output["status"] = response.status;
  output["headers"] = headers_of(response);
  output["body"] = std::move(body);
  return output;
}

}  // namespace chaos

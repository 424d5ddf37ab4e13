#include "auth/identity_providers/provider_call.h"

#include <fmt/format.h>

#include "auth/model/error_code.h"
#include "auth/model/identity_provider.h"
#include "config/secure_address.h"
#include "net/http_client.h"

namespace chaos::hub::auth {
namespace {

constexpr double kPatience = 10;  // seconds
constexpr std::size_t kLongestAnswer = 1U << 20;

Json send(net::HttpRequest request, const Deadline& deadline) {
  const std::string place = request.url.substr(0, request.url.find('?'));
  // URLs in discovery documents need this check too.
  if (!is_secure_address(request.url))
    throw ProviderFailed(fmt::format("{}: not an https URL", place));
  request.headers.emplace_back("Accept", "application/json");
  request.follow_redirects = false;
  request.use_netrc = false;
  request.body_limit = kLongestAnswer;
  net::HttpResponse response;
  try {
    response = net::HttpClient::shared().send(request, deadline, {});
  } catch (const std::exception& error) {
    throw ProviderFailed(fmt::format("{}: {}", place, error.what()));
  }
  Json answer = Json::parse(response.body, nullptr, false);
  const std::string error = text_in(answer, "error");  // GitHub returns errors with status 200
  if (response.status != 200 || !error.empty())
    throw ProviderFailed(fmt::format("{}: status {}{}", place, response.status, shown_code(error)));
  if (answer.is_discarded())
    throw ProviderFailed(fmt::format("{}: the response is not JSON", place));
  return answer;
}

}  // namespace

std::string form_of(const Fields& fields) {
  std::string form;
  for (const auto& [name, value] : fields)
    form += fmt::format("{}{}={}", form.empty() ? "" : "&", net::form_encode(name),
                        net::form_encode(value));
  return form;
}

std::string with_query(const std::string& url, const Fields& fields) {
  return fmt::format("{}{}{}", url, url.find('?') == std::string::npos ? '?' : '&',
                     form_of(fields));
}

ProviderCall::ProviderCall()
    : deadline_(Deadline::after(std::chrono::duration<double>(kPatience))) {}

Json ProviderCall::get(const std::string& url, const std::string& token) const {
  net::HttpRequest request;
  request.url = url;
  if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
  return send(std::move(request), deadline_);
}

Json ProviderCall::post(const std::string& url, const Fields& form,
                        const std::string& authorization) const {
  net::HttpRequest request;
  request.method = "POST";
  request.url = url;
  request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  if (!authorization.empty()) request.headers.emplace_back("Authorization", authorization);
  request.body = form_of(form);
  return send(std::move(request), deadline_);
}

std::string text_in(const Json& object, const std::string& key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

}  // namespace chaos::hub::auth

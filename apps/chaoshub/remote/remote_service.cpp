#include "remote/remote_service.h"

#include <fmt/format.h>

#include "net/http_client.h"
#include "remote/internal_gateway.h"
#include "service/refusal.h"
#include "service/unreachable.h"

namespace chaos::hub {
namespace {

constexpr double kPatience = 10;  // seconds

}  // namespace

RemoteService::RemoteService(const std::string& name, const std::string& url,
                             const std::string& key)
    : base_(fmt::format("{}/internal/{}/", url, name)), password_(service_password(key)) {}

Json RemoteService::ask(const std::string& question, const Json& body) const {
  const std::string address = base_ + question;
  const net::HttpRequest request{
      .method = "POST",
      .url = address,
      .query = {},
      .headers = {{"Content-Type", "application/json"}, {kServiceHeader, password_}},
      .removed_headers = {},
      .body = body.dump(-1, ' ', false, Json::error_handler_t::replace),
      .ca_bundle = {},
      .client_certificate = {},
      .client_key = {},
      .connect_timeout = kPatience,
      .read_timeout = kPatience,
      .use_netrc = false};
  net::HttpResponse response;
  try {
    response = net::HttpClient::shared().send(
        request, Deadline::after(std::chrono::duration<double>(kPatience)), {});
  } catch (const std::exception& error) {
    throw Unreachable(fmt::format("{}: {}", address, error.what()));
  }
  Json answer = Json::parse(response.body, nullptr, false);
  if (response.status == 200 && answer.is_object()) return answer;
  if (response.status == 401) throw Refusal(Refusal::Kind::kNobody, "authentication required");
  throw Unreachable(fmt::format("{}: status {}", address, response.status));
}

}  // namespace chaos::hub

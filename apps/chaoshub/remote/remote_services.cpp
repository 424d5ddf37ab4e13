#include "remote/remote_services.h"

#include <fmt/format.h>

#include "net/http_client.h"
#include "remote/internal_gateway.h"
#include "service/refusal.h"
#include "service/unreachable.h"

namespace chaos::hub {
namespace {

constexpr double kPatience = 10;  // seconds

}  // namespace

RemoteService::RemoteService(std::string url, const std::string& key)
    : url_(std::move(url)), password_(service_password(key)) {}

Json RemoteService::call(const std::string& path, const Json& body) const {
  const net::HttpRequest request{
      .method = "POST",
      .url = url_ + path,
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
    throw Unreachable(fmt::format("{}{}: {}", url_, path, error.what()));
  }
  Json answer = Json::parse(response.body, nullptr, false);
  if (response.status == 200 && answer.is_object()) return answer;
  if (response.status == 401) throw Refusal(Refusal::Kind::kNobody, "authentication required");
  throw Unreachable(fmt::format("{}{}: status {}", url_, path, response.status));
}

std::optional<std::string> RemoteAuthService::identify(const Credentials& credentials) {
  const Json answer = service_.call(
      "/internal/auth/identify", {{"token", credentials.token}, {"session", credentials.session}});
  const Json* principal = find(answer, "principal");
  if (principal == nullptr || !principal->is_string()) return std::nullopt;
  return principal->get<std::string>();
}

std::optional<Person> RemoteAuthService::find_person(const std::string& signed_principal,
                                                     const std::string& name_or_email) {
  const Json answer = service_.call("/internal/auth/person",
                                    {{"principal", signed_principal}, {"name", name_or_email}});
  const Json* id = find(answer, "id");
  if (id == nullptr || !id->is_string()) return std::nullopt;
  return Person{.id = id->get<std::string>(), .name = answer.value("name", "")};
}

void RemoteAuthService::remove_team(const std::string& organization, const std::string& team) {
  service_.call("/internal/auth/remove-team", {{"organization", organization}, {"team", team}});
}

void RemoteExperimentService::remove_team(const std::string& organization,
                                          const std::string& team) {
  service_.call("/internal/experiment/remove-team",
                {{"organization", organization}, {"team", team}});
}

void RemoteDashboardService::welcome(const std::string& signed_principal) {
  service_.call("/internal/dashboard/welcome", {{"principal", signed_principal}});
}

Place RemoteDashboardService::place_of(const std::string& signed_principal,
                                       const std::string& organization, const std::string& team) {
  const Json answer = service_.call(
      "/internal/dashboard/place",
      {{"principal", signed_principal}, {"organization", organization}, {"team", team}});
  return {.organization_role = role_named(answer.value("organization_role", "")),
          .team_role = role_named(answer.value("team_role", "")),
          .organization_name = answer.value("organization_name", ""),
          .team_name = answer.value("team_name", "")};
}

void RemoteDashboardService::note(const std::string& signed_principal, const Activity& activity) {
  service_.call("/internal/dashboard/note",
                {{"principal", signed_principal},
                 {"organization", activity.organization},
                 {"team", activity.team},
                 {"kind", activity.kind},
                 {"subject", activity.subject},
                 {"text", activity.text},
                 {"outcome", activity.outcome ? std::string(to_text(*activity.outcome)) : ""}});
}

}  // namespace chaos::hub

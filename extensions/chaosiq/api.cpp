#include "chaosiq/api.h"

#include <fmt/format.h>

#include "json/json_reader.h"
#include "net/percent_encoding.h"

namespace chaos::chaosiq {
namespace {

constexpr const char* kJson = "application/json";
constexpr const char* kCloudEvent = "application/cloudevents+json";
constexpr const char* kEventStream = "text/event-stream";
constexpr const char* kAnything = "*/*";

/// Identifiers come from the server or from a file, so they are escaped to stay one path segment.
std::string segment(const std::string& identifier) {
  std::string encoded = net::encode_path(identifier);
  for (std::size_t at = 0; (at = encoded.find('/', at)) != encoded.npos; at += 3)
    encoded.replace(at, 1, "%2F");
  return encoded == "." || encoded == ".." ? fmt::format("%2E{}", encoded.substr(1)) : encoded;
}

Json body_of(const net::HttpResponse& response) {
  const std::string text = net::body_text(response);
  const std::string* type = response.header("Content-Type");
  if (type == nullptr || type->find(kJson) == type->npos) return text;
  try {
    return parse_json(text);
  } catch (const JsonSyntaxError&) {
    return text;
  }
}

}  // namespace

std::string Answer::id() const {
  const Json* id = find(body, "id");
  return id != nullptr && id->is_string() ? id->get<std::string>() : std::string();
}

bool requires_guarded_runs(const Json& team) {
  const Json* required = find(team, "requires_guarded_runs");
  return required != nullptr && *required == true;
}

std::string Answer::shown() const {
  const Json* detail = find(body, "detail");
  const bool is_problem =
      detail != nullptr && detail->is_string() && find(body, "title") != nullptr;
  if (is_problem) return detail->get<std::string>();
  std::string text = python_str(body);
  return text.empty() ? reason : text;
}

Answer Api::check_token(const Limits& limits) const {
  net::HttpRequest request{.method = "HEAD", .url = account_.url};
  request.follow_redirects = false;
  return send(std::move(request), kAnything, limits);
}

Answer Api::organizations(const Limits& limits) const {
  return get(directory_url(), kAnything, limits);
}

Answer Api::teams(const std::string& organization_id, const Limits& limits) const {
  return get(fmt::format("{}/{}/teams", directory_url(), segment(organization_id)), kAnything,
             limits);
}

Answer Api::team(const std::string& team_id, const Limits& limits) const {
  return get(fmt::format("{}/{}/teams/{}", directory_url(), segment(account_.organization->id),
                         segment(team_id)),
             kAnything, limits);
}

Answer Api::publish_experiment(const Json& experiment, const Limits& limits) const {
  return push("POST", experiments_url(), {{"experiment", experiment}}, kJson, limits);
}

Answer Api::create_execution(const std::string& experiment_id, const Json& journal,
                             const Limits& limits) const {
  return push("POST", fmt::format("{}/{}/executions", experiments_url(), segment(experiment_id)),
              {{"journal", journal}}, kJson, limits);
}

Answer Api::find_execution(const std::string& experiment_id, const std::string& execution_id,
                           const Limits& limits) const {
  return get(execution_url(experiment_id, execution_id), kJson, limits);
}

Answer Api::close_execution(const std::string& experiment_id, const std::string& execution_id,
                            const Json& journal, const Limits& limits) const {
  return push("PUT", execution_url(experiment_id, execution_id), {{"journal", journal}}, kJson,
              limits);
}

Answer Api::push_event(const std::string& experiment_id, const std::string& execution_id,
                       const Json& event, const Limits& limits) const {
  return push("POST", execution_url(experiment_id, execution_id) + "/events", event, kCloudEvent,
              limits);
}

Answer Api::ask_safeguards(const std::string& experiment_id, const std::string& execution_id,
                           const Limits& limits) const {
  return get(execution_url(experiment_id, execution_id) + "/policies", kJson, limits);
}

Answer Api::follow_safeguards(const std::string& experiment_id, const std::string& execution_id,
                              const Limits& limits) const {
  net::HttpRequest request{.method = "GET",
                           .url = execution_url(experiment_id, execution_id) + "/policies/live"};
  // The server sends something every 15 s, so a stream that is silent for longer has been lost.
  request.read_timeout = 60;
  request.connect_timeout = 30;
  request.fresh_connection = true;
  return send(std::move(request), kEventStream, limits);
}

Answer Api::start_run(const std::string& verification_id, const Json& body,
                      const Limits& limits) const {
  return push("POST", fmt::format("{}/verifications/{}/runs", team_url(), segment(verification_id)),
              body, kJson, limits);
}

Answer Api::push_run_event(const std::string& verification_id, const std::string& run_id,
                           const Json& event, const Limits& limits) const {
  return push("POST",
              fmt::format("{}/verifications/{}/runs/{}/events", team_url(),
                          segment(verification_id), segment(run_id)),
              event, kJson, limits);
}

Answer Api::finish_run(const std::string& verification_id, const std::string& run_id,
                       const Json& body, const Limits& limits) const {
  return push("POST",
              fmt::format("{}/verifications/{}/runs/{}/finished", team_url(),
                          segment(verification_id), segment(run_id)),
              body, kJson, limits);
}

std::string Api::directory_url() const {
  return account_.url + "/api/v1/organizations";
}

std::string Api::team_url() const {
  return fmt::format("{}/{}/teams/{}", directory_url(), segment(account_.organization->id),
                     segment(account_.team->id));
}

std::string Api::experiments_url() const {
  return team_url() + "/experiments";
}

std::string Api::execution_url(const std::string& experiment_id,
                               const std::string& execution_id) const {
  return fmt::format("{}/{}/executions/{}", experiments_url(), segment(experiment_id),
                     segment(execution_id));
}

Answer Api::get(const std::string& url, const char* accept, const Limits& limits) const {
  return send({.method = "GET", .url = url}, accept, limits);
}

Answer Api::push(const char* method, const std::string& url, const Json& body,
                 const char* content_type, const Limits& limits) const {
  net::HttpRequest request{.method = method, .url = url};
  request.headers.emplace_back("Content-Type", content_type);
  request.body = to_json_text(body);
  return send(std::move(request), kJson, limits);
}

Answer Api::send(net::HttpRequest request, const char* accept, const Limits& limits) const {
  request.headers.emplace_back("Accept", accept);
  if (!account_.token.empty()) {
    request.headers.emplace_back("Authorization",
                                 fmt::format("{} {}", account_.token_type, account_.token));
  }
  request.use_netrc = false;
  request.verify_tls = account_.verify_tls;
  const net::HttpResponse response = client_.send(request, limits.deadline, limits.stop);
  Answer answer{.status = response.status,
                .reason = response.reason,
                .body = body_of(response),
                .content_location = {},
                .takes_late_runs = response.header("Chaoshub-Takes-Late-Runs") != nullptr,
                .pushes_verdicts = response.header("Chaoshub-Pushes-Verdicts") != nullptr};
  if (const std::string* location = response.header("Content-Location")) {
    answer.content_location = *location;
  }
  return answer;
}

}  // namespace chaos::chaosiq

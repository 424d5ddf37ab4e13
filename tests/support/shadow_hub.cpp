#include "support/shadow_hub.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "support/hub_process.h"

namespace chaos::testing {
namespace {

/// These responses only have to agree in their success: either may contain more or less.
constexpr std::array<std::string_view, 3> kAnyStatusOfSuccess = {"finishExecution", "finishRun",
                                                                 "checkToken"};

struct SharedHub {
  HubProcess hub;
  std::string token = hub.add_user("ada");
  int teams = 0;
};

SharedHub& shared() {
  static SharedHub hub;
  return hub;
}

std::string made(const std::string& path, const std::string& name) {
  return shared()
      .hub.call({.method = "POST", .path = path, .token = shared().token, .body = {{"name", name}}})
      .json.value("id", "");
}

int status_of(const ScriptedReply& reply) {
  return std::stoi(reply.bytes.substr(9, 3));
}

std::string id_in(const std::string& body) {
  const Json json = Json::parse(body, nullptr, false);
  const Json* id = find(json, "id");
  return id != nullptr && id->is_string() ? id->get<std::string>() : "";
}

}  // namespace

std::unique_ptr<ShadowHub> ShadowHub::from_environment() {
  const char* wanted = std::getenv("CHAOSIQ_SHADOW");
  if (wanted == nullptr || std::string(wanted) != "1") return nullptr;
  return std::make_unique<ShadowHub>();
}

ShadowHub::ShadowHub() {
  const std::string name = fmt::format("Team {}", ++shared().teams);
  const std::string organization = made("/api/v1/organizations", name);
  identifiers_ = {{"o1", organization},
                  {"t1", made(fmt::format("/api/v1/organizations/{}/teams", organization), name)}};
}

/// Where identifiers occur: between the quotes of JSON, inside strings, and between the slashes of
/// a path.
std::string ShadowHub::translated(std::string text) const {
  for (const auto& [scripted, ours] : identifiers_) {
    for (const auto& [before, after] : {std::pair("\"", "\""), std::pair("\"", "\\\""),
                                        std::pair("/", "/"), std::pair("/", "")}) {
      const std::string wanted = before + scripted + after;
      for (auto at = text.find(wanted); at != std::string::npos;
           at = text.find(wanted, at + ours.size())) {
        const bool whole = *after != '\0' || at + wanted.size() == text.size();
        if (whole) text.replace(at + 1, scripted.size(), ours);
      }
    }
  }
  return text;
}

void ShadowHub::know_experiment(const std::string& id, const Json& experiment) {
  const HubReply reply =
      shared().hub.call({.method = "POST",
                         .path = fmt::format("/api/v1/organizations/{}/teams/{}/experiments",
                                             identifiers_["o1"], identifiers_["t1"]),
                         .token = shared().token,
                         .body = {{"experiment", experiment}}});
  identifiers_[id] = reply.json.value("id", "unknown");
}

std::string ShadowHub::compare(const ReceivedRequest& request, const HubCall& call,
                               bool token_is_good, const ScriptedReply& reply) {
  const HubReply answer =
      shared().hub.call({.method = request.method,
                         .path = translated(request.target),
                         .token = token_is_good ? shared().token : "wrong",
                         .body = request.body.empty() ? Json() : Json(translated(request.body)),
                         .headers = {{"Content-Type", request.header("Content-Type")},
                                     {"Accept", request.header("Accept")}}});
  const int wanted = status_of(reply);
  const bool any =
      std::ranges::find(kAnyStatusOfSuccess, call.operation) != kAnyStatusOfSuccess.end();
  const bool same = any ? answer.status / 100 == wanted / 100 : answer.status == wanted;
  if (!same)
    return fmt::format("chaoshub answers {} with {} instead of {}: {}", call.name(), answer.status,
                       wanted, answer.body);
  const std::string scripted = id_in(reply.bytes.substr(reply.bytes.find("\r\n\r\n") + 4));
  if (!scripted.empty() && answer.json.is_object() && !identifiers_.contains(scripted))
    identifiers_[scripted] = answer.json.value("id", "");
  return {};
}

}  // namespace chaos::testing

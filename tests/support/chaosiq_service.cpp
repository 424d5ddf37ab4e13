#include "support/chaosiq_service.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace chaos::testing {
namespace {

ScriptedReply json(int status, const Json& body, ReplyHeaders headers = {}) {
  headers.emplace_back("Content-Type", "application/json");
  return reply(status, to_json_text(body), headers);
}

ScriptedReply named(int status, const std::string& id) {
  return json(status, {{"id", id}});
}

Json policies_of(const std::vector<std::string>& safeguards) {
  Json policies = Json::array();
  for (const auto& name : safeguards)
    policies.push_back({{"id", "policy of " + name}, {"name", name}});
  return policies;
}

ScriptedReply unknown(const char* what) {
  return trouble(404, fmt::format("there is no such {}", what));
}

const Json* block_of(const Json& experiment) {
  const Json* extensions = find(experiment, "extensions");
  if (extensions == nullptr || !extensions->is_array()) return nullptr;
  const auto found = std::find_if(extensions->begin(), extensions->end(), [](const Json& block) {
    return block.value("name", "") == "chaosiq";
  });
  return found != extensions->end() ? &*found : nullptr;
}

std::string block_text(const Json& experiment, const char* key) {
  const Json* block = block_of(experiment);
  const Json* value = block != nullptr ? find(*block, key) : nullptr;
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

/// The part that makes a new version when it changes.
Json substance_of(Json experiment) {
  experiment.erase("extensions");
  experiment.erase("dry");
  return experiment;
}

template <class Things>
auto find_by_id(Things& things, const std::string& id) -> decltype(things.data()) {
  const auto found =
      std::find_if(things.begin(), things.end(), [&](const auto& thing) { return thing.id == id; });
  return found != things.end() ? &*found : nullptr;
}

std::string text_of(const Json& body, const char* key) {
  const Json* value = find(body, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

}  // namespace

ScriptedReply trouble(int status, const std::string& message) {
  return json(status, {{"message", message}});
}

ScriptedReply refusal_by(const std::vector<std::string>& safeguards) {
  return json(200, {{"allowed", false}, {"policies", policies_of(safeguards)}});
}

std::string HubCall::step() const {
  if (operation != "pushEvent") return "";
  const std::string type = text_of(body, "type");
  if (type.find("activity") == type.npos) return type;
  const Json* context = find(data, "context");
  return fmt::format("{} {}", type, context != nullptr ? text_of(*context, "name") : "");
}

std::string HubCall::name() const {
  if (operation == "pushEvent") return fmt::format("{} {}", operation, step());
  if (operation == "pushRunEvent") {
    return fmt::format("{} {}", operation, text_of(body, "category"));
  }
  return operation;
}

Json HubExecution::event(const std::string& step) const {
  EXPECT_EQ(std::count(steps.begin(), steps.end(), step), 1) << step;
  const auto found = std::find(steps.begin(), steps.end(), step);
  return found != steps.end() ? events[static_cast<std::size_t>(found - steps.begin())] : Json();
}

Json HubRun::payload(const std::string& category) const {
  const auto found = std::find(categories.begin(), categories.end(), category);
  if (found != categories.end()) {
    return payloads[static_cast<std::size_t>(found - categories.begin())];
  }
  ADD_FAILURE() << "there is no event of the category " << category;
  return {};
}

ChaosiqService::ChaosiqService(std::string url)
    : url_(std::move(url)),
      organizations_(Json::array({{{"id", "o1"}, {"name", "Acme"}}})),
      teams_{{"o1", Json::array({{{"id", "t1"}, {"name", "Payments"}}})}},
      token_("token-0001") {}

void ChaosiqService::refuse_at(const std::string& step,
                               const std::vector<std::string>& safeguards) {
  refusals_[step] = safeguards;
}

ScriptedReply ChaosiqService::answer(const HubCall& call) {
  const bool allowed = accepts(call.token);
  if (call.operation == "checkToken") return reply(allowed ? 200 : 401);
  if (!allowed) return trouble(401, "the token is not known");
  using Action = ScriptedReply (ChaosiqService::*)(const HubCall&);
  static const std::map<std::string, Action> kActions{
      {"listTeams", &ChaosiqService::list_teams},
      {"findTeam", &ChaosiqService::find_team},
      {"publishExperiment", &ChaosiqService::publish_experiment},
      {"createExecution", &ChaosiqService::create_execution},
      {"findExecution", &ChaosiqService::find_execution},
      {"finishExecution", &ChaosiqService::finish_execution},
      {"pushEvent", &ChaosiqService::push_event},
      {"askSafeguards", &ChaosiqService::ask_safeguards},
      {"startRun", &ChaosiqService::start_run},
      {"pushRunEvent", &ChaosiqService::push_run_event},
      {"finishRun", &ChaosiqService::finish_run}};
  if (call.operation == "listOrganizations") return json(200, organizations_);
  const auto found = kActions.find(call.operation);
  return found != kActions.end() ? (this->*found->second)(call) : unknown("operation");
}

ScriptedReply ChaosiqService::list_teams(const HubCall& call) {
  const auto found = teams_.find(call.parameters.at("org"));
  return json(200, found != teams_.end() ? found->second : Json::array());
}

ScriptedReply ChaosiqService::find_team(const HubCall& call) {
  for (const auto& [organization, teams] : teams_) {
    for (Json team : teams) {
      if (team.at("id") != call.parameters.at("team")) continue;
      team["org_id"] = organization;
      return json(200, team);
    }
  }
  return unknown("team");
}

std::string ChaosiqService::next_id(const std::string& kind) {
  return fmt::format("{}-{}", kind, ++last_ids_[kind]);
}

std::string ChaosiqService::address_of(const std::string& execution) const {
  return fmt::format("{}/api/Acme/Payments/executions/{}", url_, execution);
}

/// The identifier of the known experiment that matches this one; "" if it is new.
std::string ChaosiqService::same_experiment(const Json& experiment) const {
  const std::string id = block_text(experiment, "experiment_id");
  if (experiments_.contains(id)) return id;
  const std::string source = block_text(experiment, "source");
  for (const auto& [known, content] : experiments_) {
    if (!source.empty() && block_text(content, "source") == source) return known;
  }
  return "";
}

ScriptedReply ChaosiqService::publish_experiment(const HubCall& call) {
  const Json& experiment = call.body.at("experiment");
  const std::string known = same_experiment(experiment);
  if (known.empty()) {
    const std::string id = next_id("experiment");
    experiments_[id] = experiment;
    return named(201, id);
  }
  const bool changed = substance_of(experiments_.at(known)) != substance_of(experiment);
  experiments_[known] = experiment;
  const bool says_id = block_text(experiment, "experiment_id") == known;
  return changed || !says_id ? named(200, known) : reply(204);
}

ScriptedReply ChaosiqService::create_execution(const HubCall& call) {
  const std::string& experiment = call.parameters.at("experiment");
  if (!experiments_.contains(experiment)) return unknown("experiment");
  const std::string id = next_id("execution");
  executions_.push_back(
      {.id = id, .experiment = experiment, .opened = call.body.at("journal"), .journal = {}});
  return json(201, {{"id", id}}, {{"Content-Location", address_of(id)}});
}

HubExecution* ChaosiqService::known_execution(const HubCall& call) {
  HubExecution* execution = find_by_id(executions_, call.parameters.at("execution"));
  if (execution == nullptr || execution->experiment != call.parameters.at("experiment")) {
    return nullptr;
  }
  return execution;
}

ScriptedReply ChaosiqService::find_execution(const HubCall& call) {
  const HubExecution* execution = known_execution(call);
  if (execution == nullptr) return unknown("execution");
  return json(200, {{"id", execution->id}}, {{"Content-Location", address_of(execution->id)}});
}

ScriptedReply ChaosiqService::finish_execution(const HubCall& call) {
  HubExecution* execution = known_execution(call);
  if (execution == nullptr) return unknown("execution");
  execution->journal = call.body.at("journal");
  return reply(204);
}

ScriptedReply ChaosiqService::push_event(const HubCall& call) {
  HubExecution* execution = known_execution(call);
  if (execution == nullptr) return unknown("execution");
  execution->steps.push_back(call.step());
  execution->events.push_back(call.data);
  return named(201, next_id("event"));
}

ScriptedReply ChaosiqService::ask_safeguards(const HubCall& call) {
  const HubExecution* execution = known_execution(call);
  if (execution == nullptr) return unknown("execution");
  const auto refusal =
      execution->steps.empty() ? refusals_.end() : refusals_.find(execution->steps.back());
  if (refusal != refusals_.end()) return refusal_by(refusal->second);
  return json(200, {{"allowed", true}, {"policies", Json::array()}});
}

ScriptedReply ChaosiqService::start_run(const HubCall& call) {
  const std::string id = next_id("run");
  runs_.push_back({.id = id,
                   .verification = call.parameters.at("verification"),
                   .execution = call.body.at("execution_id"),
                   .finish = {}});
  return named(201, id);
}

HubRun* ChaosiqService::known_run(const HubCall& call) {
  HubRun* run = find_by_id(runs_, call.parameters.at("run"));
  return run != nullptr && run->verification == call.parameters.at("verification") ? run : nullptr;
}

ScriptedReply ChaosiqService::push_run_event(const HubCall& call) {
  HubRun* run = known_run(call);
  if (run == nullptr) return unknown("run");
  run->categories.push_back(call.body.at("category"));
  run->payloads.push_back(call.body.value("payload", Json()));
  return named(201, next_id("run-event"));
}

ScriptedReply ChaosiqService::finish_run(const HubCall& call) {
  HubRun* run = known_run(call);
  if (run == nullptr) return unknown("run");
  run->finish = call.body;
  return named(200, run->id);
}

}  // namespace chaos::testing

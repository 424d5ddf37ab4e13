#include "support/chaosiq_hub.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "json/json_reader.h"
#include "support/chaosiq_settings.h"

namespace chaos::testing {
namespace {

constexpr std::chrono::seconds kCallLimit(30);

template <class Thing>
Thing only_one(const std::vector<Thing>& things, const char* what) {
  EXPECT_EQ(things.size(), 1U) << "there should be one " << what;
  return things.empty() ? Thing() : things.front();
}

std::string text_of(const Json& body, const char* key) {
  const Json* value = find(body, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

Json parsed(const std::string& text) {
  try {
    return text.empty() ? Json() : parse_json(text);
  } catch (const JsonSyntaxError&) {
    return text;  // the description's check reports it
  }
}

}  // namespace

ChaosiqHub::ChaosiqHub(const TestCertificate* certificate, Start start)
    : description_(CHAOS_SOURCE_DIR "/schemas/chaoshub-api.yaml"),
      contract_(ApiDescription::from_environment("CHAOSIQ_CONTRACT")),
      server_([this](const ReceivedRequest& request) { return receive(request); }, certificate,
              Start::kRefusing) {
  service_.emplace(url());
  shadow_ = ShadowHub::from_environment();
  if (start == Start::kListening) listen();
}

ChaosiqHub::~ChaosiqHub() {
  closing_.request_stop();
  const std::lock_guard lock(mutex_);
  for (const auto& violation : violations_)
    ADD_FAILURE() << "against the description: " << violation;
}

Json ChaosiqHub::settings() const {
  return chaosiq_settings(url(), host());
}

void ChaosiqHub::sign_in(ChaosCommand& chaos) const {
  sign_in(chaos, patient(settings()));
}

void ChaosiqHub::sign_in(ChaosCommand& chaos, const Json& settings) const {
  chaos.file(".chaostoolkit/settings.yaml", to_json_text(settings, 2), 0600);
}

void ChaosiqHub::set_organizations(const Json& organizations) {
  const std::lock_guard lock(mutex_);
  service_->set_organizations(organizations);
  shadow_.reset();  // the shadow hub does not support this
}

void ChaosiqHub::set_teams(const std::string& organization, const Json& teams) {
  const std::lock_guard lock(mutex_);
  service_->set_teams(organization, teams);
  shadow_.reset();
}

void ChaosiqHub::set_token(const std::string& token) {
  const std::lock_guard lock(mutex_);
  service_->set_token(token);
}

void ChaosiqHub::know_experiment(const std::string& id, const Json& experiment) {
  const std::lock_guard lock(mutex_);
  service_->know_experiment(id, experiment);
  if (shadow_) shadow_->know_experiment(id, experiment);
}

void ChaosiqHub::refuse_at(const std::string& step, const std::vector<std::string>& safeguards) {
  const std::lock_guard lock(mutex_);
  service_->refuse_at(step, safeguards);
}

void ChaosiqHub::on(const std::string& operation, Handler handler) {
  const std::lock_guard lock(mutex_);
  handlers_[operation] = std::move(handler);
}

void ChaosiqHub::on_every_call(Handler handler) {
  on("", std::move(handler));
}

void ChaosiqHub::recover() {
  const std::lock_guard lock(mutex_);
  handlers_.clear();
}

void ChaosiqHub::delay(std::chrono::duration<double> time) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, closing_.get_token(), time, [] { return false; });
}

std::vector<HubCall> ChaosiqHub::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

std::vector<std::string> ChaosiqHub::calls() const {
  std::vector<std::string> names;
  for (const auto& call : received())
    names.push_back(call.name());
  return names;
}

std::size_t ChaosiqHub::count(const std::string& operation) const {
  const auto all = received();
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](const HubCall& call) { return call.operation == operation; }));
}

void ChaosiqHub::wait_for(const std::string& call) const {
  std::unique_lock lock(mutex_);
  const auto is_there = [&] {
    return std::any_of(received_.begin(), received_.end(),
                       [&](const HubCall& each) { return each.name() == call; });
  };
  EXPECT_TRUE(changed_.wait_for(lock, kCallLimit, is_there)) << call << " was never received";
}

std::map<std::string, Json> ChaosiqHub::experiments() const {
  const std::lock_guard lock(mutex_);
  return service_->experiments();
}

std::vector<HubExecution> ChaosiqHub::executions() const {
  const std::lock_guard lock(mutex_);
  return service_->executions();
}

HubExecution ChaosiqHub::execution() const {
  return only_one(executions(), "execution");
}

std::vector<HubRun> ChaosiqHub::runs() const {
  const std::lock_guard lock(mutex_);
  return service_->runs();
}

HubRun ChaosiqHub::run() const {
  return only_one(runs(), "run of a verification");
}

void ChaosiqHub::complain(const std::string& about, const std::vector<std::string>& problems) {
  for (const auto& problem : problems)
    violations_.push_back(fmt::format("{}: {}", about, problem));
}

HubCall ChaosiqHub::read(const ReceivedRequest& request) {
  const auto match = description_.match(request.method, request.target);
  if (!match) {
    complain(request.method + " " + request.target, {"there is no such operation"});
    return {};
  }
  HubCall call{
      .operation = match->operation, .parameters = match->parameters, .body = parsed(request.body)};
  const std::string authorization = request.header("Authorization");
  if (authorization.starts_with("Bearer ")) call.token = authorization.substr(7);
  if (call.token.empty()) complain(call.operation, {"Authorization is '" + authorization + "'"});
  if (call.operation == "pushEvent") call.data = parsed(text_of(call.body, "data"));
  complain(call.name(), description_.problems_of_request(
                            call.operation, request.header("Content-Type"), request.body));
  if (call.operation == "pushEvent") {
    complain(call.name() + ", its data", description_.problems_of("EventData", call.data));
  }
  hold_against_contract(request, call);
  return call;
}

void ChaosiqHub::hold_against_contract(const ReceivedRequest& request, const HubCall& call) {
  if (!contract_ || !contract_->covers(request.target)) return;
  const std::string name = call.name() + ", by the contract";
  const auto match = contract_->match(request.method, request.target);
  if (!match) return complain(name, {"there is no " + request.method + " " + request.target});
  complain(name, contract_->problems_of_request(match->operation, request.header("Content-Type"),
                                                request.body));
  if (call.operation == "pushEvent") {
    complain(name + ", its data", contract_->problems_of("EventData", call.data));
  }
}

ScriptedReply ChaosiqHub::receive(const ReceivedRequest& request) {
  HubCall call;
  {
    const std::lock_guard lock(mutex_);
    call = read(request);
    received_.push_back(call);
    changed_.notify_all();
  }
  auto reply = scripted(call);
  const std::lock_guard lock(mutex_);
  if (reply) {
    shadow_.reset();  // from now on the two may have different data
    return std::move(*reply);
  }
  return answer(request, call);
}

/// The response that a test wants. Called without the lock, because a handler may take some time.
std::optional<ScriptedReply> ChaosiqHub::scripted(const HubCall& call) {
  for (const std::string& key : {call.operation, std::string()}) {
    Handler handler;
    {
      const std::lock_guard lock(mutex_);
      if (handlers_.contains(key)) handler = handlers_.at(key);
    }
    if (!handler) continue;
    if (auto reply = handler(call)) return reply;
  }
  return std::nullopt;
}

/// The hub's own response, which must also match the description.
ScriptedReply ChaosiqHub::answer(const ReceivedRequest& request, const HubCall& call) {
  const ScriptedReply given = service_->answer(call);
  if (call.operation.empty()) return given;
  if (shadow_) {
    const std::string difference =
        shadow_->compare(request, call, service_->accepts(call.token), given);
    if (!difference.empty()) violations_.push_back(difference);
  }
  const std::size_t head_end = given.bytes.find("\r\n\r\n") + 4;
  const std::string body = given.bytes.substr(head_end);
  complain("the hub's answer to " + call.name(),
           description_.problems_of_response(call.operation, std::stoi(given.bytes.substr(9, 3)),
                                             body.empty() ? "" : "application/json", body));
  return given;
}

}  // namespace chaos::testing

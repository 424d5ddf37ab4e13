#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "chaos/json.h"
#include "support/api_description.h"
#include "support/chaos_command.h"
#include "support/chaosiq_service.h"
#include "support/http_server.h"
#include "support/shadow_hub.h"

namespace chaos::testing {

/// A ChaosIQ server on 127.0.0.1 that behaves as schemas/chaoshub-api.yaml says, unless a test has
/// it do something else. Whatever a client sends against that description, or the hub itself, is a
/// test failure when the hub is destroyed; so is what a client sends against the description in
/// the file that CHAOSIQ_CONTRACT names.
class ChaosiqHub {
 public:
  /// What a call is answered with instead; nothing leaves it to the hub.
  using Handler = std::function<std::optional<ScriptedReply>(const HubCall&)>;
  using Start = HttpServer::Start;

  explicit ChaosiqHub(const TestCertificate* certificate = nullptr,
                      Start start = Start::kListening);
  ~ChaosiqHub();
  ChaosiqHub(const ChaosiqHub&) = delete;
  ChaosiqHub& operator=(const ChaosiqHub&) = delete;

  /// Without a slash at its end, as settings have it.
  std::string url() const { return server_.url(""); }
  /// "127.0.0.1:PORT"
  std::string host() const { return server_.host(); }
  /// Ends the refusing of connections that it was started with.
  void listen() { server_.listen(); }

  /// The settings of its user who has signed in.
  Json settings() const;
  /// Gives the program these settings; without any, those of a patient() user.
  void sign_in(ChaosCommand& chaos) const;
  void sign_in(ChaosCommand& chaos, const Json& settings) const;

  // What it knows and says.
  /// [{"id", "name"}]; teams by the organization's identifier.
  void set_organizations(const Json& organizations);
  void set_teams(const std::string& organization, const Json& teams);
  /// Only this token is accepted from now on.
  void set_token(const std::string& token);
  /// Makes an experiment known beforehand.
  void know_experiment(const std::string& id, const Json& experiment);
  /// The safeguards with these names refuse when they are asked after that step (as
  /// HubCall::step() says it), every time.
  void refuse_at(const std::string& step, const std::vector<std::string>& safeguards);

  // What goes wrong.
  void on(const std::string& operation, Handler handler);
  void on_every_call(Handler handler);
  /// Forgets all handlers.
  void recover();
  /// For handlers: lets time pass; ended early when the hub is destroyed.
  void delay(std::chrono::duration<double> time);

  // What came of it.
  /// All calls, by their names.
  std::vector<std::string> calls() const;
  std::vector<HubCall> received() const;
  std::size_t count(const std::string& operation) const;
  /// Returns once that call was received; a test failure when that takes half a minute.
  void wait_for(const std::string& call) const;
  std::map<std::string, Json> experiments() const;
  std::vector<HubExecution> executions() const;
  /// The only execution; a test failure when it is not the only one.
  HubExecution execution() const;
  std::vector<HubRun> runs() const;
  /// The only run of a verification, likewise.
  HubRun run() const;

 private:
  ScriptedReply receive(const ReceivedRequest& request);
  HubCall read(const ReceivedRequest& request);
  void hold_against_contract(const ReceivedRequest& request, const HubCall& call);
  std::optional<ScriptedReply> scripted(const HubCall& call);
  ScriptedReply answer(const ReceivedRequest& request, const HubCall& call);
  void complain(const std::string& about, const std::vector<std::string>& problems);

  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  // Guarded by mutex_:
  ApiDescription description_;
  const std::unique_ptr<ApiDescription> contract_;  // nullptr when there is none
  std::vector<std::string> violations_;
  std::vector<HubCall> received_;
  std::map<std::string, Handler> handlers_;  // by operation; "" for every call

  std::optional<ChaosiqService> service_;  // made when the server has an address
  std::unique_ptr<ShadowHub> shadow_;      // nullptr when there is none; guarded by mutex_

  std::stop_source closing_;
  HttpServer server_;  // last: its threads use the others
};

}  // namespace chaos::testing

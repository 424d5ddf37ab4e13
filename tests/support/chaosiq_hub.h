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

/// A ChaosIQ server on 127.0.0.1 that behaves as described in schemas/chaoshub-api.yaml, unless a
/// test makes it do something else. If a client or the hub itself violates the description, the
/// test fails when the hub is destroyed; the same applies if a client violates the description in
/// the file that CHAOSIQ_CONTRACT names.
class ChaosiqHub {
 public:
  /// An alternative response to a call; nothing for the hub's usual one.
  using Handler = std::function<std::optional<ScriptedReply>(const HubCall&)>;
  using Start = HttpServer::Start;

  explicit ChaosiqHub(const TestCertificate* certificate = nullptr,
                      Start start = Start::kListening);
  ~ChaosiqHub();
  ChaosiqHub(const ChaosiqHub&) = delete;
  ChaosiqHub& operator=(const ChaosiqHub&) = delete;

  /// Without a trailing slash, as in the settings.
  std::string url() const { return server_.url(""); }
  /// "127.0.0.1:PORT"
  std::string host() const { return server_.host(); }
  /// Starts to accept connections, if it was started with refusing them.
  void listen() { server_.listen(); }

  /// The settings of a user who has signed in.
  Json settings() const;
  /// Gives the program these settings; by default, those of a patient() user.
  void sign_in(ChaosCommand& chaos) const;
  void sign_in(ChaosCommand& chaos, const Json& settings) const;

  // What it knows and says.
  /// [{"id", "name"}]; teams by the organization's identifier.
  void set_organizations(const Json& organizations);
  void set_teams(const std::string& organization, const Json& teams);
  /// From now on, accepts only this token.
  void set_token(const std::string& token);
  /// Makes the hub know an experiment.
  void know_experiment(const std::string& id, const Json& experiment);
  /// The safeguards with these names refuse every time they are asked after that step (in the
  /// format of HubCall::step()).
  void refuse_at(const std::string& step, const std::vector<std::string>& safeguards);

  // What goes wrong.
  void on(const std::string& operation, Handler handler);
  void on_every_call(Handler handler);
  /// Removes all handlers.
  void recover();
  /// For handlers: waits for some time; ends early if the hub is destroyed.
  void delay(std::chrono::duration<double> time);

  // What happened.
  /// The names of all calls.
  std::vector<std::string> calls() const;
  std::vector<HubCall> received() const;
  std::size_t count(const std::string& operation) const;
  /// Waits until that call has been received; after half a minute, the test fails.
  void wait_for(const std::string& call) const;
  std::map<std::string, Json> experiments() const;
  std::vector<HubExecution> executions() const;
  /// The only execution; if there is not exactly one, the test fails.
  HubExecution execution() const;
  std::vector<HubRun> runs() const;
  /// The only run of a verification; likewise.
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
  const std::unique_ptr<ApiDescription> contract_;  // nullptr if there is none
  std::vector<std::string> violations_;
  std::vector<HubCall> received_;
  std::map<std::string, Handler> handlers_;  // by operation; "" for every call

  std::optional<ChaosiqService> service_;  // created when the server has a URL
  std::unique_ptr<ShadowHub> shadow_;      // nullptr if there is none; guarded by mutex_

  std::stop_source closing_;
  HttpServer server_;  // last: its threads use the others
};

}  // namespace chaos::testing

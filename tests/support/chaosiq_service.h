#pragma once

#include <map>
#include <string>
#include <vector>

#include "chaos/json.h"
#include "support/http_server.h"

namespace chaos::testing {

/// A call that the hub received.
struct HubCall {
  std::string operation;                          ///< as in schemas/chaoshub-api.yaml
  std::map<std::string, std::string> parameters;  ///< of its path: {"execution": "execution-1"}
  std::string token;                              ///< "" if there is none
  Json body;                                      ///< null if there is none
  Json data = {};  ///< of an event: {"context", "state"}; null for other calls

  /// "createExecution", "pushEvent starting-activity NAME", "pushRunEvent CATEGORY".
  std::string name() const;
  /// The step that an event reports: "starting-activity NAME"; "" for other calls.
  std::string step() const;
};

/// What the hub knows about an execution.
struct HubExecution {
  std::string id;
  std::string experiment;          ///< its identifier
  Json opened;                     ///< the journal that it was opened with
  std::vector<std::string> steps;  ///< the events, in the format of HubCall::step()
  std::vector<Json> events;        ///< their data
  Json journal;                    ///< null until it has finished

  /// The data of the only event for that step; if there is not exactly one, the test fails.
  Json event(const std::string& step) const;
};

/// What the hub knows about a verification's run.
struct HubRun {
  std::string id;
  std::string verification;
  std::string execution;
  std::vector<std::string> categories;
  std::vector<Json> payloads;  ///< of the events, in the same order
  Json finish;                 ///< {"journal", "status", "results"}; null until it has finished

  /// The payload of the first event in the category; if there is none, the test fails.
  Json payload(const std::string& category) const;
};

/// The state of a ChaosIQ server, and its responses to calls as described in
/// schemas/chaoshub-api.yaml. Its user belongs to the team "Payments" (t1) of the organization
/// "Acme" (o1). Not thread-safe.
class ChaosiqService {
 public:
  /// `url` is the server's, for the URLs in its responses.
  explicit ChaosiqService(std::string url);

  /// [{"id", "name"}]; teams by the organization's identifier.
  void set_organizations(const Json& organizations) { organizations_ = organizations; }
  void set_teams(const std::string& organization, const Json& teams) {
    teams_[organization] = teams;
  }
  void set_token(const std::string& token) { token_ = token; }
  void know_experiment(const std::string& id, const Json& experiment) {
    experiments_[id] = experiment;
  }
  void refuse_at(const std::string& step, const std::vector<std::string>& safeguards);

  ScriptedReply answer(const HubCall& call);
  bool accepts(const std::string& token) const { return token == token_; }

  const std::map<std::string, Json>& experiments() const { return experiments_; }
  const std::vector<HubExecution>& executions() const { return executions_; }
  const std::vector<HubRun>& runs() const { return runs_; }

 private:
  ScriptedReply publish_experiment(const HubCall& call);
  ScriptedReply create_execution(const HubCall& call);
  ScriptedReply find_execution(const HubCall& call);
  ScriptedReply finish_execution(const HubCall& call);
  ScriptedReply push_event(const HubCall& call);
  ScriptedReply ask_safeguards(const HubCall& call);
  ScriptedReply start_run(const HubCall& call);
  ScriptedReply push_run_event(const HubCall& call);
  ScriptedReply finish_run(const HubCall& call);
  ScriptedReply list_teams(const HubCall& call);
  ScriptedReply find_team(const HubCall& call);
  HubExecution* known_execution(const HubCall& call);
  HubRun* known_run(const HubCall& call);
  std::string same_experiment(const Json& experiment) const;
  std::string address_of(const std::string& execution) const;
  std::string next_id(const std::string& kind);

  const std::string url_;
  Json organizations_;
  std::map<std::string, Json> teams_;
  std::string token_;
  std::map<std::string, Json> experiments_;
  std::vector<HubExecution> executions_;
  std::vector<HubRun> runs_;
  std::map<std::string, std::vector<std::string>> refusals_;  // names of safeguards by step
  std::map<std::string, int> last_ids_;
};

/// An error response.
ScriptedReply trouble(int status, const std::string& message);
/// The response if the safeguards with these names refuse.
ScriptedReply refusal_by(const std::vector<std::string>& safeguards);

}  // namespace chaos::testing

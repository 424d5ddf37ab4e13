#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "chaos/deadline.h"
#include "chaos/json.h"
#include "chaosiq/account.h"
#include "net/http_client.h"

namespace chaos::chaosiq {

/// The server's response.
struct Answer {
  int status = 0;
  std::string reason;  ///< "Not Found"
  Json body;           ///< parsed if it is JSON and its type says so, else a string
  std::optional<std::string> content_location;
  /// Whether the server (chaoshub) lets a client open the run of a verification after its
  /// execution, if it did not know the experiment before.
  bool takes_late_runs = false;
  /// chaoshub says that it offers follow_safeguards().
  bool pushes_verdicts = false;

  bool succeeded() const { return status >= 200 && status < 300; }
  /// The `id` of the body; "" if there is none.
  std::string id() const;
  /// The body for people: the detail of a problem document (RFC 9457), anything else in the
  /// original's notation, or the reason if it is empty.
  std::string shown() const;
};

/// Whether the team that a server describes requires guarded runs: chaoshub says so.
bool requires_guarded_runs(const Json& team);

/// How long a call may take, and what ends it early.
struct Limits {
  Deadline deadline = Deadline::never();
  std::stop_token stop = {};
};

/// The calls of the ChaosIQ API. Each returns the server's response, whatever it is, and throws
/// net::HttpError if there is none, and Stopped if a stop was requested.
class Api {
 public:
  /// `client` must outlive this.
  explicit Api(Account account, net::HttpClient& client = net::HttpClient::shared())
      : account_(std::move(account)), client_(client) {}

  const Account& account() const { return account_; }

  /// Asks the server about the token: 401 means that it is rejected.
  Answer check_token(const Limits& limits) const;
  Answer organizations(const Limits& limits) const;
  Answer teams(const std::string& organization_id, const Limits& limits) const;
  /// A team of the default organization.
  Answer team(const std::string& team_id, const Limits& limits) const;

  Answer publish_experiment(const Json& experiment, const Limits& limits) const;
  Answer create_execution(const std::string& experiment_id, const Json& journal,
                          const Limits& limits) const;
  Answer find_execution(const std::string& experiment_id, const std::string& execution_id,
                        const Limits& limits) const;
  Answer close_execution(const std::string& experiment_id, const std::string& execution_id,
                         const Json& journal, const Limits& limits) const;
  Answer push_event(const std::string& experiment_id, const std::string& execution_id,
                    const Json& event, const Limits& limits) const;
  Answer ask_safeguards(const std::string& experiment_id, const std::string& execution_id,
                        const Limits& limits) const;

  /// Answered once the safeguards should be asked again; see schemas/chaoshub-api.yaml.
  Answer follow_safeguards(const std::string& experiment_id, const std::string& execution_id,
                           const Limits& limits) const;

  Answer start_run(const std::string& verification_id, const Json& body,
                   const Limits& limits) const;
  Answer push_run_event(const std::string& verification_id, const std::string& run_id,
                        const Json& event, const Limits& limits) const;
  Answer finish_run(const std::string& verification_id, const std::string& run_id, const Json& body,
                    const Limits& limits) const;

  /// Where experiments are published to, for messages.
  std::string experiments_url() const;

 private:
  std::string directory_url() const;
  std::string team_url() const;
  std::string execution_url(const std::string& experiment_id,
                            const std::string& execution_id) const;
  Answer send(net::HttpRequest request, const char* accept, const Limits& limits) const;
  Answer get(const std::string& url, const char* accept, const Limits& limits) const;
  Answer push(const char* method, const std::string& url, const Json& body,
              const char* content_type, const Limits& limits) const;

  const Account account_;
  net::HttpClient& client_;
};

}  // namespace chaos::chaosiq

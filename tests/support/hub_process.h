#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chaos/json.h"
#include "support/chaos_command.h"
#include "support/hub_traffic.h"
#include "support/reserved_port.h"

namespace chaos::testing {

/// How a hub of the tests is run; each variant passes the same tests. The environment says which:
/// CHAOSHUB_TEST_DATABASE=postgresql, CHAOSHUB_TEST_PROCESSES=three or two.
struct HubVariant {
  bool postgresql = false;
  bool three_processes = false;  ///< one for each service
  bool two_processes = false;    ///< each with all services, on one database: PostgreSQL only

  static HubVariant from_environment();
  /// Why it cannot be tried here; "" when it can.
  std::string missing() const;
};

struct HubReply {
  int status = 0;
  std::string body;
  Json json;                                   ///< null when the body is none
  std::map<std::string, std::string> headers;  ///< by their names in small letters
};

/// A call of the hub's interface.
struct HubRequest {
  std::string method = "GET";
  std::string path;
  std::string token = {};  ///< "" without one
  Json body = {};          ///< null without one
  std::map<std::string, std::string> headers = {};
  std::optional<std::size_t> process = {};  ///< of two, the one that answers; else they take turns
};

/// A real `chaoshub serve` with a database of its own, and accounts made from the shell:
///
///   HubProcess hub;
///   const std::string token = hub.add_user("ada");
///   hub.call({.path = "/api/v1/organizations", .token = token});
///
/// Whatever is called or answered against schemas/chaoshub-api.yaml is a test failure: by call(),
/// and when it is several processes by every client that comes to url(). Its
/// members but those that start and end it may be called by several threads at once.
class HubProcess {
 public:
  /// `flags`: more for `serve`. With a certificate it speaks TLS.
  explicit HubProcess(std::vector<std::string> flags = {},
                      const TestCertificate* certificate = nullptr,
                      const HubVariant& variant = HubVariant::from_environment());
  ~HubProcess();
  HubProcess(const HubProcess&) = delete;
  HubProcess& operator=(const HubProcess&) = delete;

  /// Where clients find it, without a slash at its end.
  const std::string& url() const { return url_; }
  /// Where the service that answers this path listens, and the path. Of two processes they take
  /// turns, unless `process` is 0 or 1.
  std::string url_of(const std::string& path, std::optional<std::size_t> process = {}) const;
  /// Where that service keeps what it knows: "sqlite:/...", or "postgresql://...".
  std::string database_of(const std::string& service) const;

  /// An account with this name, and the secret of a token of it that is good for everything.
  std::string add_user(const std::string& name);
  /// Runs `chaoshub admin`; the line that it prints. A test failure when it fails.
  std::string admin(std::vector<std::string> arguments, const std::string& input = "");

  HubReply call(const HubRequest& request);
  /// A test failure for what is not as described, of what comes another way.
  void expect_described(const HubExchange& exchange);
  void expect_described(const std::string& schema, const Json& value);

  /// Kills it as a power cut would, with SIGKILL.
  void kill();
  /// Starts it again with what it had kept.
  void restart();
  /// SIGTERM; how it ended, and what all of its processes said.
  Outcome stop();

  /// What its processes prove to each other who they are with.
  static const char* secret();

  /// Resident bytes of all of its processes; what they share counts once.
  std::size_t memory() const;

  /// Files and programs beside it.
  ChaosCommand& command() { return command_; }

 private:
  void start();
  void start_services();
  RunningChaos serve(const std::vector<std::string>& more, const std::string& listen);
  std::string own_url(const std::string& service) const;

  const HubVariant variant_;
  const TestCertificate* const certificate_;
  std::vector<std::string> flags_;
  ChaosCommand command_;
  std::string postgresql_;  // the address of the database; "" for files
  // By service, and "auth internal" for calls from others; "" when they are one process; "0" and
  // "1" when they are two with all services.
  std::map<std::string, ReservedPort> ports_;
  std::vector<RunningChaos> processes_;
  mutable std::atomic<std::size_t> turns_ = 0;  // of two processes
  HubTraffic traffic_;
  std::unique_ptr<HubProxy> proxy_;  // in front of several processes
  std::string url_;
};

}  // namespace chaos::testing

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

/// How the tests run a hub; the same tests must pass with each variant. It depends on the
/// environment: CHAOSHUB_TEST_DATABASE=postgresql, CHAOSHUB_TEST_PROCESSES=three or two.
struct HubVariant {
  bool postgresql = false;
  bool three_processes = false;  ///< one per service
  bool two_processes = false;    ///< each with all services, on one database: PostgreSQL only

  static HubVariant from_environment();
  /// Why the variant cannot be tested here; "" if it can.
  std::string missing() const;
};

struct HubReply {
  int status = 0;
  std::string body;
  Json json;                                   ///< null if the body is not JSON
  std::map<std::string, std::string> headers;  ///< by their names in lower case
};

/// A call of the hub's API.
struct HubRequest {
  std::string method = "GET";
  std::string path;
  std::string token = {};  ///< "" if there is none
  Json body = {};          ///< null if there is none
  std::map<std::string, std::string> headers = {};
  std::optional<std::size_t> process =
      {};  ///< which of two processes responds; by default, they alternate
};

/// A real `chaoshub serve` with a separate database, and accounts that are created on the command
/// line:
///
///   HubProcess hub;
///   const std::string token = hub.add_user("ada");
///   hub.call({.path = "/api/v1/organizations", .token = token});
///
/// If a call or a response violates schemas/chaoshub-api.yaml, the test fails: this applies to
/// call() and, if there are several processes, to all clients of url(). Several threads may call
/// its members at once, except those that start and end it.
class HubProcess {
 public:
  /// `flags` are additional ones for `serve`. With a certificate, it uses TLS.
  explicit HubProcess(std::vector<std::string> flags = {},
                      const TestCertificate* certificate = nullptr,
                      const HubVariant& variant = HubVariant::from_environment());
  ~HubProcess();
  HubProcess(const HubProcess&) = delete;
  HubProcess& operator=(const HubProcess&) = delete;

  /// The URL for clients, without a trailing slash.
  const std::string& url() const { return url_; }
  /// The URL of the service that handles this path, and the path. Two processes alternate, unless
  /// `process` is 0 or 1.
  std::string url_of(const std::string& path, std::optional<std::size_t> process = {}) const;
  /// The database of that service: "sqlite:/...", or "postgresql://...".
  std::string database_of(const std::string& service) const;

  /// Creates an account with this name; returns the secret of a token with all permissions.
  std::string add_user(const std::string& name);
  /// Runs `chaoshub admin`; returns the line that it prints. If it fails, so does the test.
  std::string admin(std::vector<std::string> arguments, const std::string& input = "");

  HubReply call(const HubRequest& request);
  /// Checks an exchange that did not use call() against the description.
  void expect_described(const HubExchange& exchange);
  void expect_described(const std::string& schema, const Json& value);

  /// Kills it with SIGKILL, as in a power failure.
  void kill();
  /// Starts it again with the data that it had stored.
  void restart();
  /// Sends SIGTERM; returns how it ended, and the output of all of its processes.
  Outcome stop();

  /// The secret with which its processes identify themselves to each other.
  static const char* secret();

  /// Resident memory of all of its processes in bytes; shared memory counts once.
  std::size_t memory() const;

  /// The files and programs next to it.
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
  std::string postgresql_;  // the URL of the database; "" for files
  // By service, and "auth internal" for calls from others; "" for a single process; "0" and "1" for
  // two processes with all services.
  std::map<std::string, ReservedPort> ports_;
  std::vector<RunningChaos> processes_;
  mutable std::atomic<std::size_t> turns_ = 0;  // of two processes
  HubTraffic traffic_;
  std::unique_ptr<HubProxy> proxy_;  // in front of several processes
  std::string url_;
};

}  // namespace chaos::testing

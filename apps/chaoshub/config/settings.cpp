#include "config/settings.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <stdexcept>

#include "config/variable.h"
#include "context/env_file.h"
#include "os/environment.h"
#include "os/file.h"

namespace chaos::hub {
namespace {

constexpr std::size_t kShortestSecret = 32;

void add(CLI::App& command, const std::string& flag, const std::string& variable, auto& value,
         const std::string& description) {
  command.add_option(flag, value, description)->envname("CHAOSHUB_" + variable);
}

void check_listen(const std::string& listen) {
  const auto colon = listen.rfind(':');
  const std::string port = colon == std::string::npos ? "" : listen.substr(colon + 1);
  const bool digits = !port.empty() && port.size() <= 5 &&
                      port.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || std::stoi(port) > 65535 || colon == 0)
    throw std::runtime_error(
        fmt::format("'{}' is no address to listen on: give ADDRESS:PORT", listen));
}

std::string default_data_dir() {
  if (const auto data = os::environment_variable("XDG_DATA_HOME"); data && !data->empty())
    return *data + "/chaoshub";
  const auto home = os::environment_variable("HOME");
  if (!home || home->empty())
    throw std::runtime_error("there is no home directory: give --data-dir");
  return *home + "/.local/share/chaoshub";
}

void check_services(const Config& config) {
  if (config.only.empty()) return;
  if (config.secret.empty())
    throw std::runtime_error(
        "the processes of a hub share a secret: set CHAOSHUB_SECRET to the same in all of them");
  if (config.only != "dashboard" && config.dashboard_url.empty())
    throw std::runtime_error("give --dashboard-url: where the dashboard service listens");
  if (config.only != "auth" && config.auth_url.empty())
    throw std::runtime_error("give --auth-url: where the auth service listens");
  if (config.only == "dashboard" && config.experiment_url.empty())
    throw std::runtime_error("give --experiment-url: where the experiment service listens");
  if (config.internal_listen.empty())
    throw std::runtime_error(
        "give --internal-listen: where the other processes of the hub call this one");
}

}  // namespace

void add_storage_flags(CLI::App& command, Config& config) {
  add(command, "--data-dir", "DATA_DIR", config.data_dir,
      "For the databases and the key; ~/.local/share/chaoshub unless given.");
  add(command, "--database", "DATABASE", config.database,
      "A PostgreSQL server, postgresql://USER@HOST/NAME; SQLite files unless given.");
}

void add_server_flags(CLI::App& command, Config& config) {
  add(command, "--listen", "LISTEN", config.listen, "Address and port; port 0 for any.");
  add(command, "--public-url", "PUBLIC_URL", config.public_url,
      "Where browsers find the hub; the address that they use unless given.");
  add(command, "--tls-certificate", "TLS_CERTIFICATE", config.tls_certificate,
      "A PEM file: serves HTTPS.");
  add(command, "--tls-key", "TLS_KEY", config.tls_key, "The certificate's key, a PEM file.");
  command
      .add_flag("--behind-proxy", config.behind_proxy,
                "Clients' addresses are what the proxy says in X-Forwarded-For.")
      ->envname("CHAOSHUB_BEHIND_PROXY");
  command.add_option("--only", config.only, "Run one service in this process.")
      ->envname("CHAOSHUB_ONLY")
      ->check(CLI::IsMember({"auth", "dashboard", "experiment"}));
  add(command, "--internal-listen", "INTERNAL_LISTEN", config.internal_listen,
      "With --only: address and port for the hub's other processes.");
  add(command, "--auth-url", "AUTH_URL", config.auth_url,
      "With --only: where the auth service listens for other processes.");
  add(command, "--dashboard-url", "DASHBOARD_URL", config.dashboard_url,
      "With --only: where the dashboard service listens for other processes.");
  add(command, "--experiment-url", "EXPERIMENT_URL", config.experiment_url,
      "With --only dashboard: where the experiment service listens for other processes.");
  command.add_option("--handlers", config.handlers, "How many requests are worked on at once.")
      ->envname("CHAOSHUB_HANDLERS")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command
      .add_option("--body-limit", config.body_limit_mb, "The largest body of a request, in MiB.")
      ->envname("CHAOSHUB_BODY_LIMIT")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command.add_option("--connections", config.connections, "How many connections there may be.")
      ->envname("CHAOSHUB_CONNECTIONS")
      ->check(CLI::Range(16, 1'000'000))
      ->capture_default_str();
  command
      .add_option("--connections-per-address", config.connections_per_address,
                  "How many of them from one address; 0 for no limit, as with --behind-proxy.")
      ->envname("CHAOSHUB_CONNECTIONS_PER_ADDRESS")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  command
      .add_option("--log-format", config.log_format,
                  "string, or json: one object a line; json unless on a terminal.")
      ->envname("CHAOSHUB_LOG_FORMAT")
      ->check(CLI::IsMember({"string", "json"}));
  command.add_flag("--verbose", config.verbose, "Log every request.");
}

void read_env_file(const std::string& path) {
  for (const auto& [name, value] : parse_env_file(os::FileSystem::real().read(path), path))
    setenv(name.c_str(), value.c_str(), 0);
}

void complete(Config& config) {
  config.secret = variable("CHAOSHUB_SECRET");
  if (!config.secret.empty() && config.secret.size() < kShortestSecret)
    throw std::runtime_error(
        fmt::format("CHAOSHUB_SECRET must have at least {} characters", kShortestSecret));
  check_listen(config.listen);
  if (!config.internal_listen.empty()) check_listen(config.internal_listen);
  check_services(config);
  if (config.tls_certificate.empty() != config.tls_key.empty())
    throw std::runtime_error("--tls-certificate and --tls-key go together");
  if (!config.database.empty() && !config.database.starts_with("postgresql://"))
    throw std::runtime_error("a database is given as postgresql://USER@HOST/NAME");
  config.providers = provider_configs();
  if (config.data_dir.empty()) config.data_dir = default_data_dir();
  while (config.public_url.ends_with('/'))
    config.public_url.pop_back();
}

}  // namespace chaos::hub

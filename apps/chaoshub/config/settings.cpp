#include "config/settings.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "config/variable.h"
#include "context/env_file.h"
#include "os/environment.h"
#include "os/file.h"
#include "service_list.h"

namespace chaos::hub {
namespace {

constexpr std::size_t kShortestSecret = 32;

/// The service that tells all others about deleted teams.
constexpr const char* kDashboard = "dashboard";

void add(CLI::App& command, const std::string& flag, const std::string& variable, auto& value,
         const std::string& description) {
  command.add_option(flag, value, description)->envname("CHAOSHUB_" + variable);
}

std::string in_capitals(std::string name) {
  std::ranges::transform(name, name.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return name;
}

void check_listen(const std::string& listen) {
  const auto colon = listen.rfind(':');
  const std::string port = colon == std::string::npos ? "" : listen.substr(colon + 1);
  const bool digits = !port.empty() && port.size() <= 5 &&
                      port.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || std::stoi(port) > 65535 || colon == 0)
    throw std::runtime_error(
        fmt::format("'{}' is not a valid address to listen on: use ADDRESS:PORT", listen));
}

std::string default_data_dir() {
  if (const auto data = os::environment_variable("XDG_DATA_HOME"); data && !data->empty())
    return *data + "/chaoshub";
  const auto home = os::environment_variable("HOME");
  if (!home || home->empty())
    throw std::runtime_error("there is no home directory: use --data-dir");
  return *home + "/.local/share/chaoshub";
}

/// Whether a process that runs only the first service calls the other one.
bool calls(const std::string& only, const ServiceDescriptor& other) {
  if (other.name == only) return false;
  return only == kDashboard || other.called_by == ServiceDescriptor::CalledBy::kAll;
}

void check_services(const Config& config) {
  if (config.only.empty()) return;
  if (config.secret.empty())
    throw std::runtime_error(
        "CHAOSHUB_SECRET is required: set it to the same value in all processes of the hub");
  for (const ServiceDescriptor& other : service_list())
    if (calls(config.only, other) && config.service_urls.at(other.name).empty())
      throw std::runtime_error(
          fmt::format("--{}-url is required: where the {} service listens for other processes",
                      other.name, other.name));
  if (config.internal_listen.empty())
    throw std::runtime_error(
        "--internal-listen is required: where other processes of the hub call this one");
}

void add_service_flags(CLI::App& command, Config& config) {
  std::vector<std::string> names;
  for (const ServiceDescriptor& service : service_list())
    names.push_back(service.name);
  command.add_option("--only", config.only, "Run only this service in this process.")
      ->envname("CHAOSHUB_ONLY")
      ->check(CLI::IsMember(names));
  add(command, "--internal-listen", "INTERNAL_LISTEN", config.internal_listen,
      "With --only: the address and port for calls from the hub's other processes.");
  for (const ServiceDescriptor& service : service_list()) {
    const bool by_all = service.called_by == ServiceDescriptor::CalledBy::kAll;
    add(command, fmt::format("--{}-url", service.name), in_capitals(service.name) + "_URL",
        config.service_urls[service.name],
        fmt::format("With --only{}: the URL at which the {} service listens for other processes.",
                    by_all ? "" : fmt::format(" {}", kDashboard), service.name));
  }
}

}  // namespace

void add_storage_flags(CLI::App& command, Config& config) {
  add(command, "--data-dir", "DATA_DIR", config.data_dir,
      "Directory for the databases and the key (default: ~/.local/share/chaoshub).");
  add(command, "--database", "DATABASE", config.database,
      "PostgreSQL database, postgresql://USER@HOST/NAME (default: SQLite files).");
}

void add_server_flags(CLI::App& command, Config& config) {
  add(command, "--listen", "LISTEN", config.listen,
      "Address and port to listen on; port 0 picks a free one.");
  add(command, "--public-url", "PUBLIC_URL", config.public_url,
      "URL of the hub in links (default: the address that each client uses).");
  add(command, "--tls-certificate", "TLS_CERTIFICATE", config.tls_certificate,
      "Serve HTTPS with this certificate, a PEM file.");
  add(command, "--tls-key", "TLS_KEY", config.tls_key,
      "The certificate's private key, a PEM file.");
  command
      .add_flag("--behind-proxy", config.behind_proxy,
                "Take clients' addresses from the proxy's X-Forwarded-For.")
      ->envname("CHAOSHUB_BEHIND_PROXY");
  add_service_flags(command, config);
  command.add_option("--handlers", config.handlers, "Maximum number of concurrent requests.")
      ->envname("CHAOSHUB_HANDLERS")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command
      .add_option("--body-limit", config.body_limit_mb, "Maximum size of a request body, in MiB.")
      ->envname("CHAOSHUB_BODY_LIMIT")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command.add_option("--connections", config.connections, "Maximum number of connections.")
      ->envname("CHAOSHUB_CONNECTIONS")
      ->check(CLI::Range(16, 1'000'000))
      ->capture_default_str();
  command
      .add_option("--connections-per-address", config.connections_per_address,
                  "Maximum number from one address; 0 for no limit, as with --behind-proxy.")
      ->envname("CHAOSHUB_CONNECTIONS_PER_ADDRESS")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  command
      .add_flag(
          "--allow-private-webhooks", config.allow_private_webhooks,
          "Allow webhooks to use plain HTTP and addresses of this machine and private networks.")
      ->envname("CHAOSHUB_ALLOW_PRIVATE_WEBHOOKS");
  command
      .add_option("--log-format", config.log_format,
                  "string, or json: one object per line (default: json unless on a terminal).")
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
    throw std::runtime_error("--tls-certificate and --tls-key must be used together");
  if (!config.database.empty() && !config.database.starts_with("postgresql://"))
    throw std::runtime_error("--database must look like postgresql://USER@HOST/NAME");
  config.providers = provider_configs();
  if (config.data_dir.empty()) config.data_dir = default_data_dir();
  while (config.public_url.ends_with('/'))
    config.public_url.pop_back();
}

}  // namespace chaos::hub

#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "config/provider_config.h"

namespace chaos::hub {

/// How a hub is to be run. Each member is a flag of `chaoshub serve` and a variable of the
/// environment: `data_dir` is --data-dir and CHAOSHUB_DATA_DIR. See settings.h for their list.
struct Config {
  std::string data_dir;  ///< for SQLite and the key; "" for ~/.local/share/chaoshub
  std::string listen = "127.0.0.1:8080";  ///< address and port; port 0 for any
  std::string public_url;       ///< where browsers find it; "" for whatever address they use
  std::string database;         ///< postgresql://... ; "" for SQLite files in data_dir
  std::string tls_certificate;  ///< PEM file; "" for plain HTTP
  std::string tls_key;          ///< PEM file
  bool behind_proxy = false;    ///< clients' addresses are in X-Forwarded-For
  std::string only;             ///< the name of a service; "" for all in one process
  std::string internal_listen;  ///< where the other processes of the hub call; "" for nowhere
  /// Where they are called, by the services' names: their `internal_listen`.
  std::map<std::string, std::string> service_urls;
  std::string secret;        ///< shared by the processes of a hub; "" for one in data_dir
  int handlers = 8;          ///< requests worked on at once, and connections of each service
  int body_limit_mb = 64;    ///< the largest body of a request, in MiB
  int connections = 10'000;  ///< at once
  int connections_per_address = 2'000;  ///< of these; 0 for no limit
  bool allow_private_webhooks =
      false;               ///< whether webhooks may use plain HTTP and private addresses
  std::string log_format;  ///< string or json; "" for json off a terminal
  bool verbose = false;
  std::vector<ProviderConfig> providers;  ///< that people sign in with; no flags
};

}  // namespace chaos::hub

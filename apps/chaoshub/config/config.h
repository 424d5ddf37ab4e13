#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "config/provider_config.h"

namespace chaos::hub {

/// How a hub runs. Each member is a flag of `chaoshub serve` and an environment variable:
/// `data_dir` is --data-dir and CHAOSHUB_DATA_DIR. See settings.h for the list.
struct Config {
  std::string data_dir;  ///< for SQLite and the key; "" for ~/.local/share/chaoshub
  std::string listen = "127.0.0.1:8080";  ///< address and port; port 0 picks a free one
  std::string public_url;       ///< the URL that browsers use; "" for whatever address they use
  std::string database;         ///< postgresql://... ; "" for SQLite files in data_dir
  std::string tls_certificate;  ///< PEM file; "" for plain HTTP
  std::string tls_key;          ///< PEM file
  bool behind_proxy = false;    ///< clients' addresses are in X-Forwarded-For
  std::string only;             ///< the name of one service; "" to run all in one process
  std::string internal_listen;  ///< the listener for the hub's other processes; "" for none
  /// Where the other processes listen (their `internal_listen`), by service name.
  std::map<std::string, std::string> service_urls;
  std::string secret;        ///< shared by the processes of a hub; "" to use the one in data_dir
  int handlers = 8;          ///< concurrent requests, and database connections of each service
  int body_limit_mb = 64;    ///< maximum size of a request body, in MiB
  int connections = 10'000;  ///< maximum number of open connections
  int connections_per_address = 2'000;  ///< the maximum from one address; 0 for no limit
  bool allow_private_webhooks =
      false;               ///< whether webhooks may use plain HTTP and private addresses
  std::string log_format;  ///< string or json; "" for json unless on a terminal
  bool verbose = false;
  std::vector<ProviderConfig> providers;  ///< identity providers; they have no flags
};

}  // namespace chaos::hub

#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "config/config.h"
#include "http/metrics.h"
#include "http/router.h"
#include "remote/remote_service.h"
#include "security/principal.h"
#include "service/audit_log.h"
#include "service/clock.h"
#include "service/peers.h"
#include "service/site_map.h"
#include "storage/database.h"

namespace chaos::hub {

class AdminCommands;

/// A service that runs in this process. Functions that it doesn't override do nothing.
class Service : public TeamData {
 public:
  /// The service's audit log; null if it has none.
  virtual AuditLog* audit_log() { return nullptr; }
  /// Called once all services of this process have started and the peers are complete.
  virtual void all_started() {}
  /// Starts the service's background work. Called once, before the first request; not called by
  /// commands.
  virtual void begin_work() {}
  /// Adds its API and its pages. Called after all_started().
  virtual void add_routes(http::Router& router) = 0;
  /// Adds the routes for calls from other processes: see remote/internal_routes.h.
  virtual void add_internal_routes(http::Router&) {}
  virtual void add_metrics(http::Metrics&) {}
  /// A message for the person who starts the hub; "" for none.
  virtual std::string notice(const std::string& /*public_url*/) { return {}; }
  void remove_team(const std::string&, const std::string&) override {}
  /// Ends responses that would otherwise never end. Called before the server stops.
  virtual void stop() {}
};

/// What a service receives when it starts in this process.
struct ServiceContext {
  const Config& config;
  storage::Location location;  ///< of its database
  const std::string& key;      ///< shared by the processes of the hub
  const PrincipalSigner& signer;
  Clock clock;
  Peers& peers;
};

/// What the hub knows about a service, whether it runs in this process or in another one.
struct ServiceDescriptor {
  /// Which processes call it. The dashboard's always does, when a team is deleted.
  enum class CalledBy { kDashboard, kAll };

  std::string name;  ///< of its folder, its database and --only: "experiment"
  std::span<const storage::Migration> migrations;
  /// Opens its database and adds its interface to the peers, which already contain the services
  /// earlier in the list. Throws std::runtime_error.
  std::function<std::unique_ptr<Service>(const ServiceContext&)> start;

  CalledBy called_by = CalledBy::kDashboard;
  /// Adds its interface to the peers when the service runs in another process.
  std::function<void(const RemoteService&, Peers&)> connect = {};
  std::vector<TeamTab> team_tabs = {};
  std::vector<FeedLink> feed_links = {};
  /// Adds its subcommands to `chaoshub admin`.
  std::function<void(AdminCommands&)> add_admin_commands = {};
};

}  // namespace chaos::hub

#include "services.h"

#include <fmt/format.h>

#include "remote/remote_audit_log.h"
#include "remote/team_data.h"
#include "security/key.h"
#include "service_list.h"

namespace chaos::hub {
namespace {

/// One connection for each handler of requests and of internal calls, plus one for the outbox
/// reader, so that none of them waits for a connection.
storage::Location location_of(const Config& config, const std::string& service) {
  const int handlers = config.internal_listen.empty() ? config.handlers : 2 * config.handlers;
  return {.url = config.database.empty()
                     ? fmt::format("sqlite:{}/{}.sqlite", config.data_dir, service)
                     : config.database,
          .schema = service,
          .connections = static_cast<std::size_t>(handlers) + 1};
}

Time now() {
  return std::chrono::system_clock::now();
}

}  // namespace

std::vector<storage::Part> parts_of(const Config& config) {
  std::vector<storage::Part> parts;
  for (const ServiceDescriptor& service : service_list())
    parts.push_back({.service = service.name,
                     .location = location_of(config, service.name),
                     .migrations = service.migrations});
  return parts;
}

Services::Services(const Config& config)
    : key_(config.secret.empty() ? security_key(config.data_dir) : config.secret), signer_(key_) {
  for (const ServiceDescriptor& service : service_list())
    if (config.only.empty() || config.only == service.name)
      start(service, config);
    else
      connect(service, config);
  for (const Running& running : running_)
    running.service->all_started();
}

Services::~Services() {
  while (!running_.empty())
    running_.pop_back();
}

void Services::start(const ServiceDescriptor& service, const Config& config) {
  std::unique_ptr<Service> started = service.start({.config = config,
                                                    .location = location_of(config, service.name),
                                                    .key = key_,
                                                    .signer = signer_,
                                                    .clock = now,
                                                    .peers = peers_});
  // No ownership: these objects outlive the peers.
  const std::shared_ptr<void> nobody;
  peers_.add_team_data(std::shared_ptr<TeamData>(nobody, started.get()));
  if (AuditLog* log = started->audit_log())
    peers_.add_audit_log(service.name, std::shared_ptr<AuditLog>(nobody, log));
  running_.push_back({.name = service.name, .service = std::move(started)});
}

/// Does nothing if the service has no address, because this process doesn't call it.
void Services::connect(const ServiceDescriptor& service, const Config& config) {
  const auto url = config.service_urls.find(service.name);
  if (url == config.service_urls.end() || url->second.empty()) return;
  const RemoteService remote(service.name, url->second, key_);
  if (service.connect) service.connect(remote, peers_);
  peers_.add_team_data(std::make_shared<RemoteTeamData>(remote));
  peers_.add_audit_log(service.name, std::make_shared<RemoteAuditLog>(remote));
}

void Services::add_routes(http::Router& router) {
  for (const Running& running : running_)
    running.service->add_routes(router);
}

void Services::begin_work() {
  for (const Running& running : running_)
    running.service->begin_work();
}

void Services::add_internal_routes(http::Router& router) {
  for (const Running& running : running_) {
    running.service->add_internal_routes(router);
    add_team_data_route(router, running.name, *running.service);
    add_audit_log_route(router, running.name, running.service->audit_log());
  }
}

void Services::add_metrics(http::Metrics& metrics) {
  for (const Running& running : running_)
    running.service->add_metrics(metrics);
}

std::vector<std::string> Services::notices(const std::string& public_url) {
  std::vector<std::string> notices;
  for (const Running& running : running_)
    if (auto notice = running.service->notice(public_url); !notice.empty())
      notices.push_back(std::move(notice));
  return notices;
}

void Services::stop() {
  for (const Running& running : running_)
    running.service->stop();
}

}  // namespace chaos::hub

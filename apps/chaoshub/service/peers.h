#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <typeindex>
#include <utility>
#include <vector>

#include "service/audit_log.h"

namespace chaos::hub {

/// How each service deletes a team's data. Safe to use from any thread.
class TeamData {
 public:
  virtual ~TeamData() = default;
  /// Deletes all of the team's data, and accepts no more. May be called more than once. Throws
  /// Unreachable if the service runs elsewhere and does not respond.
  virtual void remove_team(const std::string& organization, const std::string& team) = 0;
};

/// The interfaces through which services use each other, implemented by the service itself or by
/// calls to its process. Filled before the first request, then safe to use from any thread.
class Peers {
 public:
  /// For a service of another process.
  template <typename Interface>
  void add(std::unique_ptr<Interface> remote) {
    by_type_.insert_or_assign(typeid(Interface), std::shared_ptr<Interface>(std::move(remote)));
  }
  /// For a service of this process. `local` must outlive the peers.
  template <typename Interface>
  void add(Interface& local) {
    by_type_.insert_or_assign(typeid(Interface),
                              std::shared_ptr<void>(std::shared_ptr<void>(), &local));
  }
  /// Throws std::logic_error if no service has added it.
  template <typename Interface>
  Interface& get() const {
    const auto found = by_type_.find(typeid(Interface));
    if (found == by_type_.end())
      throw std::logic_error(std::string("no service implements ") + typeid(Interface).name());
    return *static_cast<Interface*>(found->second.get());
  }

  /// `service`: the name of the service whose log it is.
  void add_audit_log(const std::string& service, std::shared_ptr<AuditLog> log) {
    audit_logs_.emplace(service, std::move(log));
  }
  /// The logs, by service name.
  const std::map<std::string, std::shared_ptr<AuditLog>>& audit_logs() const { return audit_logs_; }

  void add_team_data(std::shared_ptr<TeamData> data) { team_data_.push_back(std::move(data)); }
  /// Has every service delete the team's data. Rethrows the first failure; the remaining services
  /// are then not called.
  void remove_team(const std::string& organization, const std::string& team) const {
    for (const auto& data : team_data_)
      data->remove_team(organization, team);
  }

 private:
  std::map<std::type_index, std::shared_ptr<void>> by_type_;
  std::map<std::string, std::shared_ptr<AuditLog>> audit_logs_;
  std::vector<std::shared_ptr<TeamData>> team_data_;
};

}  // namespace chaos::hub

#pragma once

#include <string>
#include <utility>

#include "http/router.h"
#include "remote/remote_service.h"
#include "service/peers.h"

namespace chaos::hub {

/// The team data of a service in another process.
class RemoteTeamData final : public TeamData {
 public:
  explicit RemoteTeamData(RemoteService service) : service_(std::move(service)) {}
  void remove_team(const std::string& organization, const std::string& team) override;

 private:
  RemoteService service_;
};

/// The server side. `data` belongs to a service of this process.
void add_team_data_route(http::Router& router, const std::string& service, TeamData& data);

}  // namespace chaos::hub

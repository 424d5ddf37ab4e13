#pragma once

#include <string>
#include <utility>

#include "http/router.h"
#include "remote/remote_service.h"
#include "service/experiment_service.h"

namespace chaos::hub::experiment {

/// The experiment service in another process.
class RemoteExperiment final : public ExperimentService {
 public:
  explicit RemoteExperiment(RemoteService service) : service_(std::move(service)) {}

  TeamNumbers numbers_of(const std::string& organization, const std::string& team) override;
  std::shared_ptr<const HaltsByTeam> halts_in_force() override;

 private:
  RemoteService service_;
};

/// The server side. `experiments` is the service of this process.
void add_internal_routes(http::Router& router, ExperimentService& experiments);

}  // namespace chaos::hub::experiment

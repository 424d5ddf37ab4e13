#pragma once

#include <memory>
#include <string>

#include "service/halt.h"
#include "service/team_numbers.h"

namespace chaos::hub {

/// The experiment service as other services use it. Safe to use from any thread. Throws Unreachable
/// if the service runs elsewhere and does not respond.
class ExperimentService {
 public:
  virtual ~ExperimentService() = default;

  virtual TeamNumbers numbers_of(const std::string& organization, const std::string& team) = 0;
  /// The halts of all teams. Calls no other service.
  virtual std::shared_ptr<const HaltsByTeam> halts_in_force() = 0;
};

}  // namespace chaos::hub

#pragma once

#include <string>

#include "service/team_numbers.h"

namespace chaos::hub {

/// What other services ask of the experiment service. Safe to use from any thread. Throws
/// Unreachable when the service runs elsewhere and does not answer.
class ExperimentService {
 public:
  virtual ~ExperimentService() = default;

  virtual TeamNumbers numbers_of(const std::string& organization, const std::string& team) = 0;
};

}  // namespace chaos::hub

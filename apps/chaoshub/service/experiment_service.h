#pragma once

#include <string>

namespace chaos::hub {

/// What other services ask of the experiment service. Safe to use from any thread. Throws
/// Unreachable when the service runs elsewhere and does not answer.
class ExperimentService {
 public:
  virtual ~ExperimentService() = default;

  /// Removes everything that the team has published, and takes nothing more of it. The team has
  /// been removed; this may be called more than once.
  virtual void remove_team(const std::string& organization, const std::string& team) = 0;
};

}  // namespace chaos::hub

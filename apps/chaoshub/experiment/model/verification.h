#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "experiment/model/experiment.h"

namespace chaos::hub::experiment {

/// A verification: created on the hub, or known since its first run.
struct Verification {
  std::string id;  ///< as stated in its file; other teams may use the same
  TeamRef team_ref;
  std::string experiment;
  std::string title;
  Time created;
  /// How to measure, as stated in its file: {"frequency-of-measurement": 1,
  /// "duration-of-conditions": 60, ...}; null if it is known only from its runs.
  Json measurement = {};
};

/// One run of a verification.
struct VerificationRun {
  std::string id;
  std::string verification;
  TeamRef team_ref;
  std::string experiment;
  std::string execution;
  bool finished = false;
  /// "started", then what its end says; Verifications reports it as "abandoned" if it has not ended
  /// but its execution has been silent for kSilence.
  std::string status;
  std::string results;  ///< sample counts as JSON text; "" until it is finished
  Time started;
  std::optional<Time> ended;
  Time last_seen;  ///< when its execution last reported
};

/// A step reported by a run.
struct VerificationEvent {
  std::int64_t id = 0;  ///< 0 until stored
  std::string run;
  std::string category;
  std::string payload;  ///< JSON text
  Time received;
};

}  // namespace chaos::hub::experiment

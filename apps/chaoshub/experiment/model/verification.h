#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "experiment/model/experiment.h"

namespace chaos::hub::experiment {

/// A verification: created on the hub, or known since its first run.
struct Verification {
  std::string id;  ///< as its file says it, which another team's may say, too
  TeamRef team_ref;
  std::string experiment;
  std::string title;
  Time created;
  /// How to measure, as its file says it: {"frequency-of-measurement": 1, "duration-of-conditions":
  /// 60,
  /// ...}; null for one that is known from its runs only.
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
  /// "started", and then as its end says; Verifications says "abandoned" of one that has no end
  /// although its execution was not heard of for kSilence.
  std::string status;
  std::string results;  ///< the counts of samples as JSON text; "" until it is finished
  Time started;
  std::optional<Time> ended;
  Time last_seen;  ///< when its execution was last heard of

  bool is_running() const { return status == "started"; }
};

/// A step that a run told of.
struct VerificationEvent {
  std::int64_t id = 0;  ///< 0 before it is kept
  std::string run;
  std::string category;
  std::string payload;  ///< JSON text
  Time received;
};

}  // namespace chaos::hub::experiment

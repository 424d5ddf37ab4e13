#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiment/model/execution.h"

namespace chaos::hub::experiment {

/// A part of an execution, as its events tell of it.
struct Step {
  enum class Level { kExperiment, kPhase, kActivity };
  enum class State {
    kRunning,
    kSucceeded,
    kFailed,   ///< an activity that failed, a hypothesis that was not met
    kStopped,  ///< the execution ended before it did
  };

  std::string what;  ///< "hypothesis", "method", "rollback", "activity", "experiment"
  Level level = Level::kActivity;
  std::string name;
  std::string type = {};  ///< of an activity: "probe", "action"
  State state = State::kRunning;
  Time began;
  std::optional<Time> ended = {};
  std::string problem = {};  ///< one line on why it failed
};

/// The steps in the order in which they began. `over`: the execution has ended. Events may begin in
/// the middle; the end of a step whose beginning is not there is left out.
std::vector<Step> steps_of(const std::vector<Event>& events, bool over);

}  // namespace chaos::hub::experiment

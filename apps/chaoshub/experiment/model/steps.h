#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiment/model/execution.h"

namespace chaos::hub::experiment {

/// A part of an execution, as reported by its events.
struct Step {
  enum class Level { kExperiment, kPhase, kActivity };
  enum class State {
    kRunning,
    kSucceeded,
    kFailed,   ///< an activity failed, or the hypothesis was not met
    kStopped,  ///< the execution ended first
  };

  std::int64_t id = 0;  ///< of the event that started it
  std::string what;     ///< "hypothesis", "samples", "method", "rollback", "activity", "experiment"
  Level level = Level::kActivity;
  std::string name;
  std::string type = {};  ///< of activities: "probe", "action"
  State state = State::kRunning;
  Time began;
  std::optional<Time> ended = {};
  std::string problem = {};        ///< why it failed, on one line
  std::vector<bool> samples = {};  ///< for "samples": whether each was met
};

/// Builds the steps of an execution from its events. Checks of the hypothesis during the method are
/// combined into one step, "samples". Not thread-safe.
class StepTracker {
 public:
  /// Call this in the order of the events' identifiers.
  void add(const Event& event);
  /// The identifier of the last event; 0 if there is none.
  std::int64_t last() const { return last_; }
  /// In order of their start. `over`: the execution has ended.
  std::vector<Step> steps(bool over) const;

 private:
  void begin(const std::string& what, const Event& event, const Json& context);
  void finish(std::string_view what, const Event& event, const Json& state);
  void begin_sample(const Event& event, const Json& context);
  void finish_sample(const Event& event, const Json& state);
  bool is_sample() const;
  Step* open_step(std::string_view what, const std::string& name);

  std::vector<Step> steps_;
  std::int64_t last_ = 0;
  std::optional<std::size_t> samples_;    ///< the index of the step of that kind
  bool in_sample_ = false;                ///< a check of the hypothesis is running
  std::vector<std::string> probes_;       ///< of the current hypothesis
  std::vector<std::string> open_probes_;  ///< the running ones of the current sample
  bool hypothesis_seen_ = false;
  bool method_began_ = false;
  bool method_ended_ = false;
};

/// The steps of these events, which may start anywhere; a step whose start is missing is left out.
std::vector<Step> steps_of(const std::vector<Event>& events, bool over);

}  // namespace chaos::hub::experiment

#pragma once

#include <cstdint>
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

  std::int64_t id = 0;  ///< of the event that it began with
  std::string what;     ///< "hypothesis", "samples", "method", "rollback", "activity", "experiment"
  Level level = Level::kActivity;
  std::string name;
  std::string type = {};  ///< of an activity: "probe", "action"
  State state = State::kRunning;
  Time began;
  std::optional<Time> ended = {};
  std::string problem = {};        ///< one line on why it failed
  std::vector<bool> samples = {};  ///< of "samples": whether each was met
};

/// Follows an execution's events and keeps its steps. Looks at the hypothesis during the method are
/// folded into one step, "samples", however many there are. Not safe to use from several threads.
class StepTracker {
 public:
  /// To be called in the order of the events' identifiers.
  void add(const Event& event);
  /// The identifier of the last event; 0 before the first.
  std::int64_t last() const { return last_; }
  /// In the order in which they began. `over`: the execution has ended.
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
  std::optional<std::size_t> samples_;    ///< where the step of that kind is
  bool in_sample_ = false;                ///< a look at the hypothesis goes on
  std::vector<std::string> probes_;       ///< of the hypothesis that is looked at
  std::vector<std::string> open_probes_;  ///< those of the sample that go on
  bool hypothesis_seen_ = false;
  bool method_began_ = false;
  bool method_ended_ = false;
};

/// The steps of these events, which may begin in the middle; the end of a step whose beginning is
/// not there is left out.
std::vector<Step> steps_of(const std::vector<Event>& events, bool over);

}  // namespace chaos::hub::experiment

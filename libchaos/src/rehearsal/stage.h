#pragma once

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "activity/run_context.h"
#include "chaos/events.h"
#include "os/virtual_clock.h"
#include "rehearsal/answers.h"
#include "rehearsal/rehearsal.h"
#include "run/interruption.h"

namespace chaos::rehearsal {

/// The disturbance of a play, and its time. `at` is the number of a moment.
struct Script {
  Disturbance disturbance = Disturbance::kNone;
  int at = -1;
};

/// Everything that one play needs: a virtual clock, providers that only simulate, and an observer
/// that records each moment and disturbs the run at one of them. The run's threads take turns
/// (os/virtual_clock.h), so nothing here needs a lock.
class Stage {
 public:
  /// `request` must outlive this.
  Stage(const Request& request, const Script& script);
  ~Stage();

  RunContext& context() { return context_; }
  Interruption& interruption() { return interruption_; }
  const os::VirtualClock& clock() const { return clock_; }
  const std::vector<Moment>& moments() const { return moments_; }

  /// Receives everything that the run's recorder does; also called at each moment, with the moment.
  /// May be nullptr or empty.
  void set_recorder(ActivityRecorder* recorder) { recorder_ = recorder; }
  void on_moment(std::function<void(const Moment&)> call) { on_moment_ = std::move(call); }

 private:
  class ScriptedProvider;
  class MomentRecorder;

  void note(Moment moment);
  bool is_disturbed(int number) const { return number == script_.at; }
  Json execute(const ActivityCall& call);
  Json disturbed(const ActivityCall& call);
  Json undisturbed(const ActivityCall& call);

  const Request& request_;
  const Script script_;
  os::VirtualClock clock_;
  Interruption interruption_;
  Registry registry_;
  RunContext context_;
  Answers answers_;
  std::shared_ptr<MomentRecorder> prompter_;
  ActivityRecorder* recorder_ = nullptr;
  std::function<void(const Moment&)> on_moment_;
  std::vector<Moment> moments_;
  std::map<std::thread::id, int> current_;  ///< the moment of the activity that a thread executes
};

/// The experiment as played in a rehearsal: without controls, and with nothing to be read from a
/// vault.
Json without_outside(Json experiment);

}  // namespace chaos::rehearsal

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "activity/dry.h"
#include "activity/run_context.h"
#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "chaos/registry.h"
#include "context/variables.h"
#include "run/continuous_hypothesis.h"
#include "run/strategy.h"
#include "run/undo.h"

/// Playing an experiment without executing anything, to find out what would stay broken.
namespace chaos::rehearsal {

/// What disturbs a run.
enum class Disturbance { kNone, kFailure, kTimeout, kInterruption, kKill };

/// "as written", "failure", "timeout", "interruption" or "kill".
std::string_view to_string(Disturbance disturbance);

/// A moment of a run: an activity is being executed, or it pauses before or after one.
struct Moment {
  int number = 0;  ///< counts the moments of a run
  Phase phase = Phase::kMethod;
  std::string pointer;  ///< of the activity
  std::string name;     ///< of the activity
  bool is_pause = false;
  bool is_action = false;
  std::optional<double> timeout = {};  ///< of the activity, in seconds
};

/// Something that would stay broken.
struct Broken {
  std::string pointer;  ///< of the undo, or of the action that nothing undoes
  std::string name;
  UndoState state = UndoState::kNeverRan;
  std::string reason = {};  ///< why the undo failed; may be empty
  bool has_no_undo = false;
  bool cannot_work = false;  ///< it needs an output that does not exist, so it fails every time

  /// False for an undo that was played and failed: it is reported, and `chaos rollback` plays it
  /// again. True for anything that was never tried or not finished.
  bool is_left() const { return has_no_undo || cannot_work || state == UndoState::kNeverRan; }
  bool operator==(const Broken&) const = default;
};

/// One play of the experiment.
struct Play {
  Disturbance disturbance = Disturbance::kNone;
  std::optional<Moment> moment = {};  ///< when it is disturbed; nothing if it is not
  std::string status;                 ///< of the journal
  bool deviated = false;
  double seconds = 0;  ///< that the run takes
  std::vector<Broken> broken = {};

  bool leaves_something() const;
};

struct Rehearsal {
  std::string title;
  std::vector<Play> plays;         ///< the first is the one as written
  std::vector<std::string> notes;  ///< what was not rehearsed, or differs from a real run
  /// Undos that are given the text of a reference instead of a value: they may succeed, but what
  /// they were to undo stays broken.
  std::vector<Diagnostic> wrong_values = {};

  bool leaves_something() const;
};

struct Request {
  const Json& experiment;
  const Registry& registry;  ///< provides the provider types; nothing in it is executed
  Json settings = Json::object();
  Overrides overrides = {};
  Strategies strategies = {};
  Schedule schedule = {};
  std::optional<Dry> dry = {};
  const Json* journal = nullptr;  ///< of a run whose outputs are used; may be nullptr
};

/// Plays the experiment undisturbed, and then with every disturbance at every moment. Nothing is
/// executed, no control is called, no vault is read. Throws InvalidExperiment if configuration or
/// secrets cannot be resolved, like a run.
Rehearsal rehearse(const Request& request);

}  // namespace chaos::rehearsal

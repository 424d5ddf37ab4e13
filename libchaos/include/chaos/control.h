#pragma once

#include <string_view>

#include "chaos/json.h"

namespace chaos {

/// The levels at which controls are applied.
enum class ControlLevel { kLoader, kExperiment, kHypothesis, kMethod, kRollback, kActivity };

/// "loader", "experiment", "hypothesis", "method", "rollback" or "activity".
std::string_view to_string(ControlLevel level);

/// What a control's hook gets. It may change every part in place, with immediate effect. Hooks are
/// called one at a time, whichever thread reaches the control point.
struct ControlContext {
  ControlLevel level;
  const Json& declaration;  ///< the control's own declaration
  const Json& arguments;    ///< its provider's arguments, substituted
  Json& context;        ///< the experiment, hypothesis or activity; at loading the source (text)
  Json* state;          ///< after: the journal, hypothesis state, runs or run; before: nullptr
  Json* experiment;     ///< nullptr while loading
  Json* configuration;  ///< nullptr while loading
  Json* secrets;        ///< nullptr while loading
  Json& settings;
};

class RunEventHandler;
class EventRegistry;

/// What a control can use while it is configured.
struct ControlSetup {
  const Json& declaration;
  const Json& arguments;
  Json& experiment;  ///< this and the journal live at the same place as long as the run
  Json& journal;
  Json& configuration;
  Json& secrets;
  Json& settings;         ///< null for a control of the experiment, as in the reference
  EventRegistry& events;  ///< handlers registered here are called for every run event
};

/// A native control, identified by the module in its declaration. Exceptions from a hook are logged
/// and ignored, except InterruptExecution, which ends the execution.
class Control {
 public:
  virtual ~Control() = default;

  /// Throws InvalidControl or InvalidActivity to reject the declaration during validation.
  virtual void validate(const Json& /*declaration*/) {}
  /// Called once before the experiment is run. If this throws, a control of the settings is not
  /// used in the run; a control of the experiment is still called.
  virtual void configure(const ControlSetup& /*setup*/) {}
  virtual void before(ControlContext& /*context*/) {}
  virtual void after(ControlContext& /*context*/) {}
  /// Called once after the experiment ended.
  virtual void cleanup() {}
};

}  // namespace chaos

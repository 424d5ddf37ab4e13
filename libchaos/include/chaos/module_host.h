#pragma once

#include <memory>
#include <string>

#include "chaos/control.h"
#include "chaos/json.h"
#include "chaos/provider.h"

namespace chaos {

/// Provides modules from outside the program, for declarations of type `python` without a native
/// implementation.
class ModuleHost {
 public:
  virtual ~ModuleHost() = default;

  /// Passes the experiment that is about to be played, the settings, and the controls of the
  /// settings and the control files, before any activity is executed.
  virtual void begin(const Json& /*experiment*/, const Json& /*settings*/,
                     const Json& /*global_controls*/) {}
  /// As Provider::validate, for an activity whose module and function are named.
  virtual void validate(const Json& activity) = 0;
  /// As Provider::execute.
  virtual Json execute(const ActivityCall& call) = 0;
  /// The control of that module, or nullptr if it cannot be loaded, which is logged.
  virtual std::shared_ptr<Control> control(const std::string& module) = 0;
  /// Calls the function that a notification channel of type `plugin` names, with the channel and
  /// the event. Throws if there is none, and what it throws.
  virtual void notify(const Json& channel, const Json& event) = 0;
};

}  // namespace chaos

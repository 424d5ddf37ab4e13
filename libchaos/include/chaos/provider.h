#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "chaos/deadline.h"
#include "chaos/json.h"
#include "chaos/started_process.h"
#include "chaos/undo_receipt.h"

namespace chaos {

/// The input for executing one activity. All references outlive the call and do not change during
/// it.
struct ActivityCall {
  const Json& activity;       ///< the activity as written, not substituted
  const Json& configuration;  ///< name -> value
  const Json& secrets;        ///< target -> name -> value
  std::stop_token stop;       ///< triggered when the run is interrupted
  Deadline deadline;          ///< when the activity must have ended
  /// Reports that the function changed its declared arguments in place. The experiment and the
  /// journal then have the new ones, as in the reference. May be empty.
  std::function<void(const Json& arguments)> replace_arguments = {};
  /// For each activity that `${activities["name"]...}` in this one refers to and that has run: name
  /// -> latest run. nullptr if there are none.
  const Json* activities = nullptr;
  /// Call this with the process that does the work. May be empty.
  ProcessObserver process_started = {};
  /// Whether the process may begin its work only once process_started has returned.
  bool begins_once_known = false;
  /// Set while an undo is played whose end should be recorded by the process that executes it.
  UndoReceipt* receipt = nullptr;
};

/// Executes the activities of one `provider.type`. One instance serves the whole run and may be
/// called from several threads at once (background activities).
class Provider {
 public:
  virtual ~Provider() = default;

  /// Checks what can be checked before the run. Throws InvalidActivity. The activity is known to
  /// have a name, a type and a provider.
  virtual void validate(const Json& activity) const = 0;

  /// Executes the activity and returns its output. Throws ActivityFailed if it fails (recorded; the
  /// run continues), Stopped if `call.stop` was triggered, UnexpectedError if it cannot be executed
  /// at all (aborts the method).
  virtual Json execute(const ActivityCall& call) = 0;
};

/// A parameter of a native function.
struct Parameter {
  std::string name;
  bool required = false;
  /// For `chaos discover` and `chaos init`: "string", "integer", "number", "boolean", "list" or
  /// "mapping"; empty if any will do.
  std::string type = {};
};

/// The input of a native function.
struct FunctionCall {
  const Json& arguments;  ///< name -> value, substituted
  const Json& configuration;
  const Json& secrets;  ///< only the targets that the provider block names, merged
  std::stop_token stop;
  Deadline deadline;
};

/// A function callable as `provider: {type: python, module: M, func: F}` without Python.
/// `call` returns the activity's output; it throws ActivityFailed to fail the activity.
struct NativeFunction {
  std::string module;
  std::string name;
  std::vector<Parameter> parameters;
  std::function<Json(const FunctionCall&)> call;
  std::string type = "probe";  ///< what activities it is for, "probe" or "action", as discovered
  std::string doc = {};        ///< what it does, for the user
};

}  // namespace chaos

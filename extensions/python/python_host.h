#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "chaos/json.h"
#include "document_mirror.h"
#include "worker.h"

namespace chaos::python {

/// One lifetime of the worker, with the documents it has and what is known about its modules.
struct WorkerLifetime {
  WorkerLifetime(const Interpreter& interpreter, std::thread::id foreground,
                 const std::stop_token& stop)
      : worker(interpreter, foreground, stop) {}

  Worker worker;
  std::atomic<bool> wants_library = false;
  /// Whether modules may refer to parts of the experiment that a hook is not given.
  std::atomic<bool> experiment_is_kept = false;
  DocumentMirror mirror;  // only used while hooks and events are called, which is one at a time
};

/// Starts the worker when something needs it, and again if it has died. Create it in the thread
/// that plays the experiment. Safe from any thread.
class PythonHost {
 public:
  /// `interpreter`: the one to use; "" to find one when it is needed.
  PythonHost(Json settings, Stops stops, std::string interpreter = {})
      : settings_(std::move(settings)),
        stops_(std::move(stops)),
        interpreter_(std::move(interpreter)) {}

  /// The current lifetime of the worker. Throws PythonError if it cannot be started, Stopped.
  std::shared_ptr<WorkerLifetime> session();

  /// What the reference's library knows if an extension asks it: "experiment", "settings" and
  /// "controls".
  void begin(Json library);

  /// Executes the request in the worker. Environment variables are synchronized in both directions.
  /// Throws as Worker::call does.
  Json call(WorkerLifetime& session, Json request, CallLimits limits);

  /// The names of the function's parameters, queried once per session. If that fails, the error
  /// answer.
  Json parameters(WorkerLifetime& session, const std::string& module, const std::string& function,
                  const CallLimits& limits);

  std::stop_token stop_of_hook() const {
    return stops_.of_hooks ? stops_.of_hooks() : std::stop_token();
  }

 private:
  using Changes = std::map<std::string, std::optional<std::string>>;

  void add_environment(Json& request);
  void add_directory(Json& request);
  void take_environment(const Json& answer);
  void add_library(WorkerLifetime& session, Json& request);

  const Json settings_;
  const Stops stops_;
  const std::string interpreter_;
  const std::thread::id foreground_ = std::this_thread::get_id();
  std::mutex mutex_;
  std::shared_ptr<WorkerLifetime> session_;  // guarded by mutex_
  Json library_;                             // guarded by mutex_: null before begin()
  Changes known_environment_;                // guarded by mutex_
  std::atomic<bool> worker_is_home_ = true;  // as far as it has said: in the run's directory
  std::map<std::pair<std::string, std::string>, Json> parameters_;  // guarded by mutex_
};

/// What the exception in an answer means for the run, thrown: Stopped, ExitRequested, or else
/// nothing. `stop` is the call's.
void throw_if_exit(const Json& error, const std::stop_token& stop);

/// The traceback in an answer's error as one string.
std::string trace_of(const Json& error);

/// Whether the exception in an answer's error is of the class of that name.
bool is_of_kind(const Json& error, std::string_view kind);

}  // namespace chaos::python

#include "python_host.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>

#include "chaos/error.h"
#include "log/log.h"
#include "os/clock.h"
#include "os/environment.h"

namespace chaos::python {

std::shared_ptr<WorkerLifetime> PythonHost::session() {
  const std::lock_guard lock(mutex_);
  if (session_ && session_->worker.is_usable()) return session_;
  const Interpreter interpreter = interpreter_.empty()
                                      ? find_interpreter(settings_)
                                      : Interpreter{.path = interpreter_, .origin = "the command"};
  if (session_) log::warning("The Python worker was restarted; its modules are loaded again");
  parameters_.clear();
  known_environment_ = os::environment_changes();
  worker_is_home_ = os::directory_of_children().empty();
  session_ = std::make_shared<WorkerLifetime>(interpreter, foreground_, stop_of_hook());
  log::debug(fmt::format("Python {} from '{}', named by {}", session_->worker.version(),
                         interpreter.path, interpreter.origin));
  return session_;
}

Json PythonHost::call(WorkerLifetime& session, Json request, CallLimits limits) {
  limits.stops = &stops_;
  add_environment(request);
  add_directory(request);
  add_library(session, request);
  Json answer;
  try {
    answer = session.worker.call(std::move(request), limits);
  } catch (...) {
    session.experiment_is_kept = true;  // the answer that would have told is lost
    worker_is_home_ = false;
    throw;
  }
  take_environment(answer);
  if (answer.contains("wants")) session.wants_library = true;
  if (answer.contains("kept")) session.experiment_is_kept = true;
  return answer;
}

Json PythonHost::parameters(WorkerLifetime& session, const std::string& module,
                            const std::string& function, const CallLimits& limits) {
  {
    const std::lock_guard lock(mutex_);
    const auto known = parameters_.find({module, function});
    if (known != parameters_.end()) return known->second;
  }
  Json answer = call(session, {{"call", "load"}, {"module", module}, {"func", function}}, limits);
  if (answer.contains("error")) return answer;
  const std::lock_guard lock(mutex_);
  return parameters_[{module, function}] = answer.at("parameters");
}

void PythonHost::add_environment(Json& request) {
  const Changes now = os::environment_changes();
  const std::lock_guard lock(mutex_);
  if (now == known_environment_) return;
  for (const auto& [name, value] : now) {
    const auto known = known_environment_.find(name);
    if (known != known_environment_.end() && known->second == value) continue;
    request["environment"][name] = value ? Json(*value) : Json();
  }
  known_environment_ = now;
}

/// Sends the worker back to the run's directory if children must be started there and it may be
/// elsewhere.
void PythonHost::add_directory(Json& request) {
  if (!os::directory_of_children().empty() || worker_is_home_.exchange(true)) return;
  std::error_code unknown;  // it may have been deleted
  request["directory"] = std::filesystem::current_path(unknown).string();
}

void PythonHost::begin(Json library) {
  const std::lock_guard lock(mutex_);
  library_ = std::move(library);
  // The library sees what the run adds to the settings only if there is a settings file.
  if (settings_.empty()) library_["settings"] = Json::object();
}

void PythonHost::add_library(WorkerLifetime& session, Json& request) {
  if (!session.wants_library) return;
  const std::lock_guard lock(mutex_);
  if (library_.is_null()) return;
  request["library"] = library_;
  session.wants_library = false;
}

void PythonHost::take_environment(const Json& answer) {
  if (const Json* directory = find(answer, "directory")) {
    std::error_code unknown;
    worker_is_home_ = *directory == std::filesystem::current_path(unknown).string();
    os::set_directory_of_children(worker_is_home_ ? "" : python_str(*directory));
  }
  const Json* changed = find(answer, "environment");
  if (changed == nullptr) return;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, value] : changed->items()) {
    const auto text = value.is_null() ? std::nullopt : std::optional(python_str(value));
    os::set_environment_variable(name, text);
    known_environment_[name] = text;
  }
}

void throw_if_exit(const Json& error, const std::stop_token& stop) {
  if (is_of_kind(error, "KeyboardInterrupt")) throw Stopped();
  if (!is_of_kind(error, "SystemExit")) return;
  const std::string code = python_str(error.at("code"));
  // chaoslib.exit raises these together with a signal to the runner, which says more than the code.
  constexpr auto kSignalArrives = std::chrono::seconds(1);
  if ((code == "20" || code == "30") && !os::wait_for(kSignalArrives, stop)) throw Stopped();
  throw ExitRequested(code);
}

std::string trace_of(const Json& error) {
  std::string text;
  for (const auto& line : error.at("trace"))
    text += python_str(line);
  return text;
}

bool is_of_kind(const Json& error, std::string_view kind) {
  const Json& kinds = error.at("kinds");
  return std::any_of(kinds.begin(), kinds.end(), [kind](const Json& name) { return name == kind; });
}

}  // namespace chaos::python

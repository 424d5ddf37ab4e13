#include "python_control.h"

#include <fmt/format.h>

#include <algorithm>

#include "chaos/error.h"
#include "event_bridge.h"
#include "log/log.h"
#include "python_error.h"

namespace chaos::python {
namespace {

/// "before_activity_control"
std::string name_of_hook(const char* scope, ControlLevel level) {
  const std::string_view subject =
      level == ControlLevel::kLoader ? "loading_experiment" : to_string(level);
  return fmt::format("{}_{}_control", scope, subject);
}

bool takes(const Json& parameters, const char* name) {
  return std::find(parameters.begin(), parameters.end(), name) != parameters.end();
}

/// A document that the hook gets, and may change, if it has a parameter with that name.
struct Shared {
  const char* name;
  Json* value;  ///< nullptr if there is none at this point, which hooks see as None
};

/// Sends the documents that the hook takes, and those that it may have kept from an earlier hook.
/// Afterwards, the worker reports what has changed in them.
void share(DocumentMirror& mirror, Json& request, const Json& parameters,
           const std::vector<Shared>& documents) {
  for (const auto& [name, value] : documents) {
    const bool taken = takes(parameters, name);
    if (value == nullptr) {
      if (taken) request["absent"].push_back(name);
    } else if (taken || mirror.has(name)) {
      mirror.send(request, name, *value);
      request["watched"].push_back(name);
    }
  }
}

/// Shares the experiment, and the context if it is not part of the experiment. A hook that only
/// takes its context can neither see nor change the rest, unless its module kept a part of the
/// experiment.
void share_context(WorkerLifetime& session, Json& request, const Json& parameters,
                   const ControlContext& context, std::vector<Shared>& documents) {
  DocumentMirror& mirror = session.mirror;
  Json* experiment = context.experiment;
  const bool taken = takes(parameters, "experiment") || takes(parameters, "extensions");
  const auto place = experiment != nullptr ? place_in(*experiment, context.context) : std::nullopt;
  if (place) {
    request["context"] = *place;
  } else {
    documents.push_back({"context", &context.context});
    mirror.send(request, "context", context.context);
    request["watched"].push_back("context");
  }
  if (experiment == nullptr) {
    if (taken) request["absent"].push_back("experiment");
    return;
  }
  documents.push_back({"experiment", experiment});
  request["watched"].push_back("experiment");
  if (place && !place->empty() && !taken && !session.experiment_is_kept) {
    request["only_context"] = true;
    mirror.send_part(request, "experiment", *experiment, *place);
  } else {
    mirror.send(request, "experiment", *experiment);
  }
}

void take_changes(DocumentMirror& mirror, const Json& answer,
                  const std::vector<Shared>& documents) {
  for (const auto& [name, value] : documents) {
    if (value != nullptr) mirror.apply(answer, name, *value);
  }
}

}  // namespace

Json PythonControl::request_for(const std::string& hook) const {
  Json request = Json::object();
  request["call"] = "hook";
  request["module"] = module_;
  request["func"] = hook;
  return request;
}

/// Throws the exception that the hook raised, if the runner knows its type.
Json PythonControl::call(WorkerLifetime& session, Json request) {
  const std::stop_token stop = host_->stop_of_hook();
  const std::string hook = request.at("func").get<std::string>();
  Json answer;
  try {
    answer = host_->call(session, std::move(request), {.stop = stop});
  } catch (const PythonError& error) {
    log::error(fmt::format("{} of '{}' could not be called: {}", hook, module_, error.what()));
    throw;
  }
  return answer;
}

void PythonControl::validate(const Json& declaration) {
  if (!hooks_.contains("validate_control")) return;
  const auto session = host_->session();
  Json request = request_for("validate_control");
  request["positional"] = Json::array({declaration});
  const Json answer = call(*session, std::move(request));
  const Json* error = find(answer, "error");
  if (error == nullptr) return;
  throw_if_exit(*error, {});
  // The reference lets other exceptions end the program.
  if (!is_of_kind(*error, "ChaosException")) {
    throw InvalidExperiment(python_str(error->at("message")));
  }
  throw InvalidExperiment(Diagnostic{.message = python_str(error->at("text")),
                                     .kind = python_str(error->at("kinds").front())});
}

void PythonControl::configure(const ControlSetup& setup) {
  if (!hooks_.contains("configure_control")) return;
  run_ = Run{&setup.events, &setup.experiment, &setup.journal};
  configured_.push_back({setup.arguments, !setup.settings.is_null()});
  const auto session = host_->session();
  session_ = session;
  configure_in(session, configured_.back(), setup.configuration, setup.secrets, setup.settings);
}

void PythonControl::configure_in(const std::shared_ptr<WorkerLifetime>& session,
                                 const Configured& how, Json& configuration, Json& secrets,
                                 Json& settings) {
  const Json& parameters = hooks_.at("configure_control");
  Json request = request_for("configure_control");
  if (!how.arguments.empty()) request["arguments"] = how.arguments;
  const std::vector<Shared> documents{{"experiment", run_->experiment},
                                      {"configuration", &configuration},
                                      {"secrets", &secrets},
                                      {"settings", how.with_settings ? &settings : nullptr}};
  share(session->mirror, request, parameters, documents);
  const Json answer = call(*session, std::move(request));
  take_changes(session->mirror, answer, documents);
  if (const Json* events = find(answer, "events")) listen(session, *events);
  if (const Json* error = find(answer, "error")) {
    throw_if_exit(*error, host_->stop_of_hook());
    throw UnexpectedError(trace_of(*error));
  }
}

void PythonControl::listen(const std::shared_ptr<WorkerLifetime>& session, const Json& events) {
  if (bridge_ == nullptr) {
    bridge_ = std::make_shared<EventBridge>(host_, *run_->experiment, *run_->journal);
    run_->events->add(bridge_);
  }
  bridge_->listen(session, events);
}

/// The module in a new worker lacks the configuration that it had in the one that died.
void PythonControl::configure_again(const std::shared_ptr<WorkerLifetime>& session,
                                    ControlContext& context) {
  if (configured_.empty() || session_.lock() == session || context.experiment == nullptr) return;
  session_ = session;
  for (const auto& how : configured_) {
    try {
      configure_in(session, how, *context.configuration, *context.secrets, context.settings);
    } catch (const ChaosError& error) {
      log::error(fmt::format("Control module '{}' could not be configured again: {}", module_,
                             error.what()));
    }
  }
}

void PythonControl::apply(const char* scope, ControlContext& context) {
  const std::string hook = name_of_hook(scope, context.level);
  const Json* parameters = find(hooks_, hook);
  if (parameters == nullptr) return;
  const auto session = host_->session();
  configure_again(session, context);
  DocumentMirror& mirror = session->mirror;
  Json request = request_for(hook);
  if (!context.arguments.empty()) request["arguments"] = context.arguments;
  std::vector<Shared> documents{{"configuration", context.configuration},
                                {"secrets", context.secrets},
                                {"settings", &context.settings}};
  // Even without a parameter for it, a hook can change the state that an earlier control has kept.
  if (takes(*parameters, "state") || mirror.holds("state", context.state)) {
    documents.push_back({"state", context.state});
  }
  share(mirror, request, *parameters, documents);
  share_context(*session, request, *parameters, context, documents);
  const Json answer = call(*session, std::move(request));
  take_changes(mirror, answer, documents);
  const Json* error = find(answer, "error");
  if (error == nullptr) return;
  throw_if_exit(*error, host_->stop_of_hook());
  if (is_of_kind(*error, "InterruptExecution")) {
    throw InterruptExecution(python_str(error->at("text")));
  }
  throw UnexpectedError(trace_of(*error));
}

void PythonControl::cleanup() {
  if (!hooks_.contains("cleanup_control")) return;
  const auto session = host_->session();
  const Json answer = call(*session, request_for("cleanup_control"));
  if (const Json* error = find(answer, "error")) {
    throw_if_exit(*error, host_->stop_of_hook());
    throw UnexpectedError(trace_of(*error));
  }
}

}  // namespace chaos::python

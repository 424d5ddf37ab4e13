#include "python_modules.h"

#include <fmt/format.h>

#include <algorithm>

#include "activity/dry.h"
#include "chaos/error.h"
#include "context/secrets.h"
#include "context/substitution.h"
#include "experiment/experiment.h"
#include "log/log.h"
#include "os/suggestion.h"
#include "packages.h"
#include "python_control.h"
#include "python_error.h"
#include "python_host.h"

namespace chaos::python {
namespace {

std::string text_member(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr ? python_str(*value) : std::string();
}

Json arguments_of(const Json& provider) {
  const Json* arguments = find(provider, "arguments");
  return arguments != nullptr && !arguments->is_null() ? *arguments : Json::object();
}

/// Determines which part of the activity the worker's error is about, so that it can be shown in
/// the source.
InvalidActivity refusal(const Json& error, const std::string& module, const std::string& function) {
  const auto message = error.at("text").get<std::string>();
  Diagnostic diagnostic{.message = message, .pointer = "/provider"};
  if (message.starts_with("could not find Python module")) {
    diagnostic.pointer = "/provider/module";
    const Json* missing = find(error, "missing");
    const bool itself = missing == nullptr || !missing->is_string() ||
                        module.starts_with(missing->get<std::string>());
    diagnostic.hint =
        itself ? advice_for_module(module)
               : fmt::format("it imports '{}', which is not installed: {}", python_str(*missing),
                             advice_for_module(python_str(*missing)));
  } else if (message.starts_with("The python module")) {
    diagnostic.pointer = "/provider/func";
    diagnostic.hint =
        os::did_you_mean(function, error.at("functions").get<std::vector<std::string>>());
  } else if (message.starts_with("argument")) {
    diagnostic.pointer = "/provider/arguments";
    diagnostic.hint = "remove it, or correct its name";
  } else {
    diagnostic.hint = "add it to the provider's arguments";
  }
  return InvalidActivity(std::move(diagnostic));
}

/// The limit as the activity states it, for messages.
std::string timeout_text(const Json& activity) {
  return text_member(activity, "timeout");
}

[[noreturn]] void throw_error_of(const Json& error, const std::stop_token& stop) {
  throw_if_exit(error, stop);
  log::debug(fmt::format("Python raised an exception\n{}", trace_of(error)));
  if (!is_of_kind(error, "Exception")) throw UnexpectedError(python_str(error.at("message")));
  std::vector<std::string> trace;
  for (const auto& line : error.at("trace"))
    trace.push_back(python_str(line));
  trace.emplace_back("\nDuring handling of the above exception, another exception occurred:\n\n");
  throw ActivityFailed(error.at("message").get<std::string>(), std::move(trace));
}

bool has(const Json& parameters, const char* name) {
  return std::find(parameters.begin(), parameters.end(), name) != parameters.end();
}

}  // namespace

void PythonModules::begin(const Json& experiment, const Json& settings,
                          const Json& global_controls) {
  host_->begin({{"experiment", experiment}, {"settings", settings}, {"controls", global_controls}});
  if (!calls_functions(experiment)) return;
  try {
    host_->session();  // now, so that its start is not part of the first activity's duration
  } catch (const PythonError& error) {
    log::debug(
        fmt::format("Python cannot be started: {}", error.what()));  // the activity will fail
  } catch (const Stopped&) {
    // The run ends before its first activity.
  }
}

/// Whether the hypothesis or the method executes a function that is not a native one.
bool PythonModules::calls_functions(const Json& experiment) const {
  const auto dry = dry_from_text(text_member(experiment, "dry"));
  const auto is_called = [&](const Json& activity) {
    const Json* provider = find(activity, "provider");
    return provider != nullptr && text_member(*provider, "type") == "python" &&
           registry_.function(text_member(*provider, "module"), text_member(*provider, "func")) ==
               nullptr &&
           !is_pretended(effective_dry(activity, dry), text_member(activity, "type"));
  };
  return std::ranges::any_of(activities_of(experiment, "probes"), is_called) ||
         std::ranges::any_of(activities_of(experiment, "method"), is_called);
}

void PythonModules::validate(const Json& activity) {
  const Json& provider = activity.at("provider");
  const std::string module = text_member(provider, "module");
  Json names = Json::array();
  const Json arguments = arguments_of(provider);
  if (arguments.is_object()) {
    for (const auto& [name, value] : arguments.items())
      names.push_back(name);
  }
  Json answer;
  try {
    const auto session = host_->session();
    answer = host_->call(*session,
                         {{"call", "check"},
                          {"module", module},
                          {"func", text_member(provider, "func")},
                          {"activity", text_member(activity, "name")},
                          {"type", text_member(activity, "type")},
                          {"arguments", std::move(names)}},
                         {.stop = host_->stop_of_hook()});
  } catch (const PythonError& error) {
    Diagnostic diagnostic = error.diagnostic();
    diagnostic.message = fmt::format("activity '{}' cannot be checked: {}",
                                     text_member(activity, "name"), diagnostic.message);
    diagnostic.pointer = "/provider/module";
    throw InvalidActivity(std::move(diagnostic));
  }
  const Json* error = find(answer, "error");
  if (error == nullptr) return;
  if (is_of_kind(*error, "Refused")) {
    throw refusal(*error, module, text_member(provider, "func"));
  }
  throw_if_exit(*error, host_->stop_of_hook());
  log::debug(trace_of(*error));
  throw InvalidActivity(Diagnostic{.message = fmt::format("Python module '{}' cannot be used: {}",
                                                          module, python_str(error->at("message"))),
                                   .pointer = "/provider/module",
                                   .hint = "run with --verbose to see where it fails"});
}

Json PythonModules::execute(const ActivityCall& call) {
  const Json& provider = call.activity.at("provider");
  const std::string module = text_member(provider, "module");
  const std::string function = text_member(provider, "func");
  const CallLimits limits{.stop = call.stop, .deadline = call.deadline};
  try {
    const auto session = host_->session();
    const Json parameters = host_->parameters(*session, module, function, limits);
    if (const Json* error = find(parameters, "error")) {
      throw_if_exit(*error, call.stop);
      log::debug(trace_of(*error));
      throw UnexpectedError(Diagnostic{.message = python_str(error->at("message")),
                                       .hint = advice_for_module(module)});
    }
    const bool substituted =
        !call.configuration.empty() || !call.secrets.empty() || call.activities != nullptr;
    Json arguments = arguments_of(provider);
    if (substituted) {
      arguments = substitute(arguments, call.configuration, call.secrets, call.activities);
    }
    Json injected = Json::object();
    if (has(parameters, "secrets") && targets_of(call.activity) != nullptr) {
      injected["secrets"] = secrets_of_targets(call.activity, call.secrets);
    }
    if (has(parameters, "configuration")) injected["configuration"] = call.configuration;
    for (const auto& [name, value] : injected.items())
      arguments.erase(name);

    if (call.process_started) call.process_started(session->worker.process());
    Json request = {{"call", "run"},
                    {"module", module},
                    {"func", function},
                    {"arguments", std::move(arguments)},
                    {"arguments_are_shared", !substituted},
                    {"injected", std::move(injected)}};
    if (call.receipt != nullptr) {
      request["receipt"] = {{"id", call.receipt->id()}, {"hidden", secret_texts(call.secrets)}};
    }
    CallLimits limits_of_run = limits;
    limits_of_run.receipt = call.receipt;
    Json answer = host_->call(*session, std::move(request), limits_of_run);
    if (const Json* changed = find(answer, "arguments"); changed && call.replace_arguments) {
      call.replace_arguments(*changed);
    }
    if (const Json* error = find(answer, "error")) throw_error_of(*error, call.stop);
    return std::move(answer.at("output"));
  } catch (const CallTimedOut&) {
    throw ActivityFailed(fmt::format("'{}.{}' did not end within its timeout of {} seconds", module,
                                     function, timeout_text(call.activity)));
  } catch (const PythonError& error) {
    throw ActivityFailed(Diagnostic{
        .message = fmt::format("'{}.{}' could not be called: {}", module, function, error.what()),
        .hint = error.diagnostic().hint});
  }
}

std::shared_ptr<Control> PythonModules::control(const std::string& module) {
  Json answer;
  try {
    const auto session = host_->session();
    answer = host_->call(*session, {{"call", "load_control"}, {"module", module}},
                         {.stop = host_->stop_of_hook()});
  } catch (const PythonError& error) {
    log::error(fmt::format("Control module '{}' could not be loaded: {}", module, error.what()));
    return nullptr;
  }
  if (const Json* error = find(answer, "error")) {
    throw_if_exit(*error, host_->stop_of_hook());
    log::error(fmt::format("Control module '{}' could not be loaded: {}", module,
                           python_str(error->at("message"))));
    log::debug(trace_of(*error));
    return nullptr;
  }
  const Json* hooks = find(answer, "hooks");
  return hooks != nullptr ? std::make_shared<PythonControl>(host_, module, *hooks) : nullptr;
}

void PythonModules::notify(const Json& channel, const Json& event) {
  const auto session = host_->session();
  const std::string function = channel.contains("func") ? text_member(channel, "func") : "notify";
  const Json answer = host_->call(*session,
                                  {{"call", "notify"},
                                   {"module", text_member(channel, "module")},
                                   {"func", function},
                                   {"channel", channel},
                                   {"event", event}},
                                  {.stop = host_->stop_of_hook()});
  if (const Json* error = find(answer, "error")) {
    throw_if_exit(*error, host_->stop_of_hook());
    throw UnexpectedError(trace_of(*error));
  }
}

void register_python(Registry& registry, const Json& settings, Stops stops,
                     const std::string& interpreter) {
  registry.set_module_host(std::make_unique<PythonModules>(
      std::make_shared<PythonHost>(settings, std::move(stops), interpreter), registry));
}

}  // namespace chaos::python

#include "provider/function_provider.h"

#include <fmt/format.h>

#include <algorithm>

#include "chaos/error.h"
#include "context/secrets.h"
#include "context/substitution.h"

namespace chaos {
namespace {

constexpr const char* kNotNative =
    "no native function of that module is registered; check the spelling and CHAOS_EXTENSION_PATH";

std::string text_member(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && truthy(*value) ? python_str(*value) : std::string();
}

bool takes(const NativeFunction& function, std::string_view name) {
  return std::any_of(function.parameters.begin(), function.parameters.end(),
                     [name](const Parameter& parameter) { return parameter.name == name; });
}

bool is_injected(std::string_view name) {
  return name == "configuration" || name == "secrets";
}

/// The messages say "activity" but give the function's name, like the reference's.
void check_arguments(const NativeFunction& function, const Json& arguments,
                     const std::string& function_name) {
  for (const auto& parameter : function.parameters) {
    if (parameter.required && !is_injected(parameter.name) && !arguments.contains(parameter.name)) {
      throw InvalidActivity(
          Diagnostic{.message = fmt::format("required argument '{}' is missing from activity '{}'",
                                            parameter.name, function_name),
                     .pointer = "/provider",
                     .hint = fmt::format("add \"{}\" to its arguments", parameter.name)});
    }
  }
  for (const auto& [name, value] : arguments.items()) {
    if (takes(function, name)) continue;
    throw InvalidActivity(
        Diagnostic{.message = fmt::format("argument '{}' is not part of the function signature in "
                                          "activity '{}'",
                                          name, function_name),
                   .pointer = "/provider/arguments",
                   .hint = "remove it, or correct its name"});
  }
}

}  // namespace

void FunctionProvider::validate(const Json& activity) const {
  const Json& provider = activity.at("provider");
  const std::string name = text_member(activity, "name");
  const std::string module = text_member(provider, "module");
  if (module.empty()) {
    throw InvalidActivity(Diagnostic{.message = "a Python activity must have a module path",
                                     .pointer = "/provider",
                                     .hint = "add a \"module\""});
  }
  const std::string function = text_member(provider, "func");
  if (function.empty()) {
    throw InvalidActivity(Diagnostic{.message = "a Python activity must have a function name",
                                     .pointer = "/provider",
                                     .hint = "add a \"func\""});
  }
  const NativeFunction* found = registry_.function(module, function);
  if (found == nullptr && registry_.module_host() != nullptr) {
    registry_.module_host()->validate(activity);
    return;
  }
  if (!registry_.has_module(module)) {
    throw InvalidActivity(Diagnostic{
        .message = fmt::format("could not find Python module '{}' in activity '{}'", module, name),
        .pointer = "/provider/module",
        .hint = kNotNative});
  }
  if (found == nullptr) {
    throw InvalidActivity(Diagnostic{
        .message = fmt::format("The python module '{}' does not expose a function called '{}' in "
                               "{} '{}'",
                               module, function, text_member(activity, "type"), name),
        .pointer = "/provider/func",
        .hint = {}});
  }
  const Json* arguments = find(provider, "arguments");
  check_arguments(*found, arguments != nullptr ? *arguments : Json::object(), function);
}

Json FunctionProvider::execute(const ActivityCall& call) {
  const Json& provider = call.activity.at("provider");
  const std::string module = text_member(provider, "module");
  const std::string name = text_member(provider, "func");
  const NativeFunction* function = registry_.function(module, name);
  if (function == nullptr && registry_.module_host() != nullptr) {
    return registry_.module_host()->execute(call);
  }
  if (function == nullptr) {
    throw UnexpectedError(
        Diagnostic{.message = fmt::format("No module named '{}'", module), .hint = kNotNative});
  }
  const Json* given = find(provider, "arguments");
  Json arguments = given != nullptr && !given->is_null() ? *given : Json::object();
  if (!call.configuration.empty() || !call.secrets.empty() || call.activities != nullptr) {
    arguments = substitute(arguments, call.configuration, call.secrets, call.activities);
  }
  return function->call({.arguments = arguments,
                         .configuration = call.configuration,
                         .secrets = secrets_of_targets(call.activity, call.secrets),
                         .stop = call.stop,
                         .deadline = call.deadline});
}

}  // namespace chaos

#include "provider/argument_problems.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "chaos/error.h"
#include "json/child_pointer.h"
#include "json/value_words.h"
#include "os/suggestion.h"

namespace chaos {
namespace {

constexpr const char* kArguments = "/provider/arguments";

}  // namespace

Diagnostic missing_argument(std::string message, const std::string& name, const Json& arguments,
                            const std::vector<std::string>& parameters) {
  std::vector<std::string> unknown;
  for (const auto& [given, value] : arguments.items())
    if (std::ranges::find(parameters, given) == parameters.end()) unknown.push_back(given);
  const std::string similar = os::nearest(name, unknown);
  if (similar.empty()) {
    return {.message = std::move(message),
            .pointer = arguments.empty() ? "/provider" : kArguments,
            .hint = fmt::format("add \"{}\" to its arguments", name)};
  }
  return {.message = std::move(message),
          .pointer = child_pointer(kArguments, similar),
          .at_key = true,
          .hint = fmt::format("rename \"{}\" to \"{}\"", similar, name)};
}

Diagnostic unknown_argument(std::string message, const std::string& name, const Json& arguments,
                            const std::vector<std::string>& parameters) {
  std::vector<std::string> free;
  for (const auto& parameter : parameters)
    if (!arguments.contains(parameter)) free.push_back(parameter);
  std::string hint = os::did_you_mean(name, free);
  if (hint.empty()) {
    hint = parameters.empty()
               ? "remove it: the function takes no arguments"
               : fmt::format("remove it: the function takes {}", fmt::join(parameters, ", "));
  }
  return {.message = std::move(message),
          .pointer = child_pointer(kArguments, name),
          .at_key = true,
          .hint = std::move(hint)};
}

void require_named_arguments(const Json& provider) {
  const Json* arguments = find(provider, "arguments");
  if (arguments == nullptr || arguments->is_null() || arguments->is_object()) return;
  throw InvalidActivity(
      Diagnostic{.message = fmt::format("the arguments of a function must be a mapping, not {}",
                                        kind_in_words(*arguments)),
                 .pointer = kArguments,
                 .hint = "write each one with its name, e.g. {\"name\": \"value\"}"});
}

}  // namespace chaos

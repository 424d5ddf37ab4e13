#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiment/experiment.h"
#include "experiment/warning_kinds.h"
#include "json/child_pointer.h"
#include "os/suggestion.h"

namespace chaos {
namespace {

/// What is known about the output of a probe before it is executed.
struct Output {
  std::string_view what;             ///< for messages
  std::vector<std::string> members;  ///< empty: nothing is known about it
  int least_status = 0;
  int highest_status = 0;

  bool is_known() const { return !members.empty(); }
  std::string list() const { return fmt::format("{}", fmt::join(members, ", ")); }
};

Output output_of(const Json& probe) {
  const Json* provider = find(probe, "provider");
  const Json* type = provider != nullptr ? find(*provider, "type") : nullptr;
  // A process that a signal ended has a negative status.
  if (type != nullptr && *type == "process")
    return {.what = "a process",
            .members = {"status", "stdout", "stderr"},
            .least_status = -64,
            .highest_status = 255};
  if (type != nullptr && *type == "http")
    return {.what = "an HTTP request",
            .members = {"status", "headers", "body"},
            .least_status = 100,
            .highest_status = 999};
  return {};
}

struct Warning {
  std::string message;
  std::string hint;
  std::string where = {};  ///< below the tolerance
};

bool is_filled_in(const Json& value) {
  return value.is_string() && value.get_ref<const std::string&>().find('$') != std::string::npos;
}

bool can_be_status(const Json& value, const Output& output) {
  if (value.is_boolean()) return true;  // equal to 0 or 1
  if (!value.is_number()) return false;
  const double number = value.get<double>();
  return number >= output.least_status && number <= output.highest_status;
}

std::string status_hint(const Output& output) {
  return output.highest_status == 255 ? "use the exit status that is expected, usually 0"
                                      : "use the status that is expected, such as 200";
}

std::optional<Warning> warning_for_scalar(const Json& tolerance, const Output& output) {
  if (!output.is_known() || is_filled_in(tolerance)) return std::nullopt;
  if (tolerance.is_number()) {
    if (can_be_status(tolerance, output)) return std::nullopt;
    return Warning{fmt::format("the status of {} is never {}", output.what, python_str(tolerance)),
                   status_hint(output)};
  }
  if (!tolerance.is_string() && !tolerance.is_boolean()) return std::nullopt;
  return Warning{fmt::format("this tolerance can never be met: the output of {} is never {}",
                             output.what, tolerance.is_string() ? "a string" : "true or false"),
                 status_hint(output)};
}

/// Whether Python can tell which of the two is less.
bool comparable(const Json& left, const Json& right) {
  const auto is_number = [](const Json& value) { return value.is_number() || value.is_boolean(); };
  return (is_number(left) && is_number(right)) || left.type() == right.type();
}

bool is_reversed(const Json& bounds) {
  return bounds.size() == 2 && bounds[0].is_number() && bounds[1].is_number() &&
         bounds[0].get<double>() > bounds[1].get<double>();
}

std::optional<Warning> warning_for_list(const Json& tolerance, const Output& output) {
  if (tolerance.empty())
    return Warning{"this tolerance can never be met: the list is empty", "list the values"};
  if (output.is_known()) {
    const bool any = std::any_of(tolerance.begin(), tolerance.end(),
                                 [&](const Json& value) { return can_be_status(value, output); });
    if (any) return std::nullopt;
    return Warning{fmt::format("none of these values can be the status of {}", output.what),
                   status_hint(output)};
  }
  if (tolerance.size() != 2) return std::nullopt;
  if (!comparable(tolerance[0], tolerance[1]))
    return Warning{"a list of two values is a range, and these two cannot be compared",
                   "use two numbers"};
  if (is_reversed(tolerance))
    return Warning{fmt::format("no value is between {} and {}", python_str(tolerance[0]),
                               python_str(tolerance[1])),
                   "write the lowest value first"};
  return std::nullopt;
}

/// A warning about the member of the output that a range, a regular expression, or a path applies
/// to.
std::optional<Warning> warning_for_target(const Json& tolerance, const Output& output,
                                          bool needs_one) {
  if (!output.is_known()) return std::nullopt;
  const Json* target = find(tolerance, "target");
  if (target == nullptr || !truthy(*target)) {
    if (!needs_one) return std::nullopt;
    return Warning{fmt::format("this tolerance can never be met: the output of {} has several "
                               "members ({}), and the tolerance names none of them",
                               output.what, output.list()),
                   "add e.g. \"target\": \"" + output.members.back() + "\""};
  }
  const std::string name = python_str(*target);
  const auto& members = output.members;
  if (std::find(members.begin(), members.end(), name) != members.end()) return std::nullopt;
  const std::string meant = os::did_you_mean(name, members);
  return Warning{fmt::format("the output of {} has no \"{}\"", output.what, name),
                 meant.empty() ? fmt::format("use one of {}", output.list()) : meant, "/target"};
}

bool targets(const Json& tolerance, std::string_view member) {
  const Json* target = find(tolerance, "target");
  return target != nullptr && *target == member;
}

std::optional<Warning> warning_for_range(const Json& tolerance, const Output& output) {
  const Json* range = find(tolerance, "range");
  if (range != nullptr && range->is_array() && is_reversed(*range))
    return Warning{fmt::format("no value is between {} and {}", python_str((*range)[0]),
                               python_str((*range)[1])),
                   "write the lowest value first", "/range"};
  if (output.is_known() && targets(tolerance, "headers"))
    return Warning{"the headers are not a number", "check the status or the body", "/target"};
  return warning_for_target(tolerance, output, /*needs_one=*/true);
}

std::optional<Warning> warning_for_regex(const Json& tolerance, const Output& output) {
  if (output.is_known() && (targets(tolerance, "status") || targets(tolerance, "headers")))
    return Warning{"a regular expression needs a string, which this member is not",
                   "check " + output.members.back(), "/target"};
  return warning_for_target(tolerance, output, /*needs_one=*/true);
}

std::optional<Warning> warning_for_jsonpath(const Json& tolerance, const Output& output) {
  const Json* count = find(tolerance, "count");
  const bool counts = count != nullptr && !count->is_null() && !is_filled_in(*count);
  if (counts && find(tolerance, "expect") == nullptr) {
    if (!count->is_number() && !count->is_boolean())
      return Warning{fmt::format("a count is a number, not {}", python_repr(*count)),
                     "write it without quotes", "/count"};
    if (count->is_number() && count->get<double>() < 0)
      return Warning{"a path never finds fewer than 0 values", "use 0 or more", "/count"};
  }
  return warning_for_target(tolerance, output, /*needs_one=*/false);
}

std::optional<Warning> warning_for_probe(const Json& tolerance) {
  const Json* provider = find(tolerance, "provider");
  if (provider == nullptr || !provider->is_object() || provider->contains("arguments"))
    return std::nullopt;
  return Warning{
      "this tolerance can never be met: the value is passed as one of its arguments, and it has "
      "none",
      "add \"arguments\": {}", "/provider"};
}

std::optional<Warning> warning_for(const Json& tolerance, const Output& output) {
  if (tolerance.is_array()) return warning_for_list(tolerance, output);
  if (!tolerance.is_object()) return warning_for_scalar(tolerance, output);
  const Json* type = find(tolerance, "type");
  if (type == nullptr) return std::nullopt;  // not valid
  if (*type == "range") return warning_for_range(tolerance, output);
  if (*type == "regex") return warning_for_regex(tolerance, output);
  if (*type == "jsonpath") return warning_for_jsonpath(tolerance, output);
  if (*type == "probe") return warning_for_probe(tolerance);
  return std::nullopt;
}

/// The probe itself, or the activity that it refers to.
const Json& played(const Json& experiment, const Json& probe) {
  const Json* ref = find(probe, "ref");
  if (ref == nullptr || !ref->is_string()) return probe;
  const std::string pointer = referenced_activity(experiment, ref->get_ref<const std::string&>());
  return pointer.empty() ? probe : experiment.at(JsonPointer(pointer));
}

}  // namespace

void warn_about_hypothesis(const Json& experiment, std::vector<Diagnostic>& warnings) {
  const Json& probes = activities_of(experiment, "probes");
  for (std::size_t i = 0; i < probes.size(); ++i) {
    const std::string pointer = child_pointer("/steady-state-hypothesis/probes", i);
    const Json* type = find(probes[i], "type");
    if (type != nullptr && *type == "action") {
      warnings.push_back(
          {.message = "the hypothesis contains an action, but should only observe the system",
           .pointer = pointer + "/type",
           .hint = "make it a probe, or move it to the method",
           .kind = "ActionInHypothesis"});
    }
    const Json* tolerance = find(probes[i], "tolerance");
    if (tolerance == nullptr || tolerance->is_null()) continue;
    std::optional<Warning> found =
        warning_for(*tolerance, output_of(played(experiment, probes[i])));
    if (!found) continue;
    warnings.push_back({.message = std::move(found->message),
                        .pointer = pointer + "/tolerance" + found->where,
                        .hint = std::move(found->hint),
                        .kind = "Tolerance"});
  }
}

}  // namespace chaos

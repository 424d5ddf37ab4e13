#include "tolerance/tolerance.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "chaos/error.h"
#include "context/activity_references.h"
#include "context/substitution.h"
#include "json/python_type.h"
#include "log/log.h"
#include "os/suggestion.h"
#include "tolerance/kinds.h"

namespace chaos {
namespace {

/// What to do about a type that is missing or unknown. The other keys tell which one was meant.
std::string hint_for_type(const Json& tolerance, const Json& type) {
  if (type.is_null()) {
    for (const auto& [key, meant] : {std::pair("pattern", "regex"),
                                     {"path", "jsonpath"},
                                     {"range", "range"},
                                     {"provider", "probe"}}) {
      if (find(tolerance, key) != nullptr) return fmt::format("add \"type\": \"{}\"", meant);
    }
    return "add a \"type\": \"probe\", \"regex\", \"jsonpath\" or \"range\"";
  }
  const std::string meant =
      os::did_you_mean(python_str(type), {"probe", "regex", "jsonpath", "range"});
  return meant.empty() ? "use \"probe\", \"regex\", \"jsonpath\" or \"range\"" : meant;
}

void validate_mapping(const Json& tolerance, const std::string& pointer) {
  const Json& type = member_or_null(tolerance, "type");
  if (type == "regex") return validate_regex(tolerance, pointer);
  if (type == "jsonpath") return validate_jsonpath(tolerance, pointer);
  if (type == "range") return validate_range(tolerance, pointer);
  if (type == "probe") return;
  throw InvalidActivity(
      {.message =
           fmt::format("hypothesis probe tolerance type '{}' is unsupported", python_str(type)),
       .pointer = type.is_null() ? pointer : pointer + "/type",
       .hint = hint_for_type(tolerance, type)});
}

bool within_mapping(Json& tolerance, const Json& value, const ToleranceContext& context) {
  const Json& type = member_or_null(tolerance, "type");
  if (type == "probe") return within_probe(tolerance, value, context);
  if (type == "regex") return within_regex(tolerance, value, context);
  if (type == "jsonpath") return within_jsonpath(tolerance, value, context);
  return type == "range" && within_range(tolerance, value);
}

bool judge(Json& tolerance, const Json& value, const ToleranceContext& context) {
  log::debug(fmt::format("allowed tolerance is {}", python_str(tolerance)));
  if (tolerance.is_boolean() || tolerance.is_string()) return within_scalar(tolerance, value);
  if (is_python_int(tolerance)) return within_integer(tolerance, value);
  if (tolerance.is_array()) return within_list(tolerance, value);
  return tolerance.is_object() && within_mapping(tolerance, value, context);
}

/// For kinds whose members the reference does not substitute, references to activities are
/// substituted here. The others substitute both names and references at once.
bool has_plain_members(const Json& tolerance) {
  return tolerance.is_array() || member_or_null(tolerance, "type") == "range";
}

}  // namespace

void validate_tolerance(const Json& tolerance, const std::string& pointer) {
  if (tolerance.is_object()) return validate_mapping(tolerance, pointer);
  if (tolerance.is_string() || tolerance.is_array() || is_python_int(tolerance)) return;
  throw InvalidActivity(
      {.message = "hypothesis probe tolerance must either be an integer, a string, a boolean or a "
                  "pair of values for boundaries. It can also be a dictionary which is a probe "
                  "activity definition that takes an argument called `value` with the value of the "
                  "probe itself to be validated",
       .pointer = pointer,
       .hint = tolerance.is_number_float()
                   ? fmt::format("write {{\"type\": \"range\", \"range\": [{0}, {0}]}}",
                                 python_str(tolerance))
                   : "write the value that the output must be equal to"});
}

bool within_tolerance(Json& tolerance, const Json& value, const ToleranceContext& context) {
  if (context.activities != nullptr && has_plain_members(tolerance)) {
    Json filled = fill_activity_references(tolerance, context.activities);
    return judge(filled, value, context);
  }
  if (!tolerance.is_string()) return judge(tolerance, value, context);
  Json substituted =
      substitute(tolerance, context.configuration, context.secrets, context.activities);
  return judge(substituted, value, context);
}

}  // namespace chaos

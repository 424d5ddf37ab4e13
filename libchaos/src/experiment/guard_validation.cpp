#include "experiment/guard_validation.h"

#include <fmt/format.h>

#include <algorithm>

#include "context/duration.h"
#include "experiment/activity_validation.h"
#include "experiment/chaos_block.h"
#include "experiment/resources.h"
#include "experiment/tolerance_validation.h"
#include "json/child_pointer.h"

namespace chaos {
namespace {

class SafeguardValidator {
 public:
  SafeguardValidator(const Json& safeguard, std::string pointer, const Registry& registry,
                     Findings& findings)
      : safeguard_(safeguard),
        pointer_(std::move(pointer)),
        registry_(registry),
        findings_(findings) {}

  void validate() {
    validate_activity(safeguard_, pointer_, registry_, findings_);
    if (!safeguard_.is_object()) return;
    if (find(safeguard_, "ref") != nullptr) {
      report("a safeguard cannot be a reference to another activity", "/ref",
             "define the probe here");
    }
    const Json* type = find(safeguard_, "type");
    if (type != nullptr && *type == "action") {
      report("a safeguard must be a probe", "/type", "use \"probe\"");
    }
    validate_probe_tolerance(safeguard_, pointer_, "a safeguard must have a tolerance", registry_,
                             findings_);
    check_interval();
    check_failures();
  }

 private:
  void report(std::string message, const std::string& where, std::string hint) {
    findings_.report(
        {.message = std::move(message), .pointer = pointer_ + where, .hint = std::move(hint)});
  }

  void check_interval() {
    const Json* interval = find(safeguard_, "interval");
    if (interval == nullptr || duration_from(*interval)) return;
    report("the interval of a safeguard must be a duration greater than zero", "/interval",
           "write seconds, or e.g. \"10s\"; leave it out to check only once, before the run");
  }

  void check_failures() {
    const Json* failures = find(safeguard_, "failures");
    if (failures == nullptr) return;
    if (!failures->is_number_integer() || *failures < 1) {
      return report("the failures of a safeguard must be a whole number, 1 or more", "/failures",
                    "write how many checks in a row must fail to stop the run");
    }
    if (*failures > 1 && find(safeguard_, "interval") == nullptr) {
      report("a safeguard without an interval is checked only once", "/failures",
             "add an \"interval\", or remove \"failures\"");
    }
  }

  const Json& safeguard_;
  const std::string pointer_;
  const Registry& registry_;
  Findings& findings_;
};

bool is_list_of_strings(const Json& value) {
  return value.is_array() &&
         std::ranges::all_of(value, [](const Json& item) { return item.is_string(); });
}

/// The runs on a resource exclude each other before any value is known, so a name with a
/// placeholder would not be the same as the one that it stands for.
void check_resource_names(const Json& experiment, Findings& findings) {
  for (const auto& name : resources_of(experiment)) {
    if (name.find("${") == std::string::npos) continue;
    findings.report(
        {.message = fmt::format("the resource '{}' refers to a value, but resources are "
                                "needed before the values are known",
                                name),
         .pointer = chaos_block_pointer(experiment) + "/resource",
         .hint = "write its name, without \"${...}\""});
  }
}

/// Any other value would not name a resource, and so would not keep other runs away.
void check_resource(const Json& experiment, Findings& findings) {
  const Json* resource = chaos_block_member(experiment, "resource");
  if (resource == nullptr || resource->is_null()) return;
  if (resource->is_string() || is_list_of_strings(*resource))
    return check_resource_names(experiment, findings);
  findings.report({.message = "the resource must be a string or a list of strings",
                   .pointer = chaos_block_pointer(experiment) + "/resource",
                   .hint = "name what no other run may use at the same time"});
}

}  // namespace

std::optional<double> runtime_duration(const Json& document, const char* key) {
  const Json* runtime = find(document, "runtime");
  const Json* value = runtime != nullptr ? find(*runtime, key) : nullptr;
  if (value == nullptr || value->is_null()) return std::nullopt;
  const auto seconds = duration_from(*value);
  if (seconds) return seconds;
  throw InvalidExperiment(
      Diagnostic{.message = fmt::format("the {} of a run must be a duration greater than zero, "
                                        "not {}",
                                        key, python_repr(*value)),
                 .pointer = fmt::format("/runtime/{}", key),
                 .hint = "write seconds, or e.g. \"90s\", \"30m\" or \"1h30m\""});
}

void validate_guards(const Json& experiment, const Registry& registry, Findings& findings) {
  check_resource(experiment, findings);
  for (const char* key : {"deadline", "deadline-grace"})
    findings.guard("", [&] { runtime_duration(experiment, key); });
  const Json* block = chaos_block(experiment);
  const Json* safeguards = block != nullptr ? find(*block, "safeguards") : nullptr;
  if (safeguards != nullptr) {
    validate_safeguards(*safeguards, chaos_block_pointer(experiment) + "/safeguards", registry,
                        findings);
  }
}

void validate_safeguards(const Json& safeguards, const std::string& pointer,
                         const Registry& registry, Findings& findings) {
  if (!safeguards.is_array()) {
    return findings.report({.message = "safeguards must be a list of probes", .pointer = pointer});
  }
  for (std::size_t i = 0; i < safeguards.size(); ++i)
    SafeguardValidator(safeguards[i], child_pointer(pointer, i), registry, findings).validate();
}

}  // namespace chaos

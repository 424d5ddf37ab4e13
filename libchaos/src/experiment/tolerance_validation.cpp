#include "experiment/tolerance_validation.h"

#include "experiment/activity_validation.h"
#include "tolerance/tolerance.h"

namespace chaos {

namespace {

/// What follows `add a "tolerance"` in a hint.
std::string example_for(const Json& probe) {
  const Json* provider = find(probe, "provider");
  const Json* type = provider != nullptr ? find(*provider, "type") : nullptr;
  if (type != nullptr && *type == "process") return ", e.g. 0 for the exit status of a process";
  if (type != nullptr && *type == "http") return ", e.g. 200 for the status of an HTTP response";
  return ", e.g. true";
}

}  // namespace

void validate_probe_tolerance(const Json& probe, const std::string& pointer, const char* missing,
                              const Registry& registry, Findings& findings) {
  const Json* tolerance = find(probe, "tolerance");
  if (tolerance == nullptr) {
    return findings.report({.message = missing,
                            .pointer = pointer,
                            .hint = missing_key_hint(probe, "tolerance") + example_for(probe),
                            .kind = "InvalidActivity"});
  }
  const std::string where = pointer + "/tolerance";
  const Json* type = find(*tolerance, "type");
  if (type != nullptr && *type == "probe") {
    return validate_activity(*tolerance, where, registry, findings);
  }
  findings.guard("", [&] { validate_tolerance(*tolerance, where); });
}

}  // namespace chaos

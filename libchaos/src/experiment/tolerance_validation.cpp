#include "experiment/tolerance_validation.h"

#include "experiment/activity_validation.h"
#include "tolerance/tolerance.h"

namespace chaos {

void validate_probe_tolerance(const Json& probe, const std::string& pointer, const char* missing,
                              const Registry& registry, Findings& findings) {
  const Json* tolerance = find(probe, "tolerance");
  if (tolerance == nullptr) {
    return findings.report({.message = missing,
                            .pointer = pointer,
                            .hint = missing_key_hint(probe, "tolerance"),
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

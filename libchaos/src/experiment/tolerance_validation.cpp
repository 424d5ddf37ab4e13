#include "experiment/tolerance_validation.h"

#include "experiment/activity_validation.h"
#include "tolerance/tolerance.h"

namespace chaos {
namespace {

/// A function that judges gets the output as its argument `value`, which it may require.
bool lacks_only_the_output(const Json& judge, const Registry& registry) {
  Findings alone(Findings::Mode::kCollect);
  validate_activity(judge, "", registry, alone);
  const auto& problems = alone.problems();
  return problems.size() == 1 &&
         problems.front().message.starts_with("required argument 'value' is missing");
}

void validate_judge(const Json& judge, const std::string& where, const Registry& registry,
                    Findings& findings) {
  const Json* provider = find(judge, "provider");
  const Json* type = provider != nullptr ? find(*provider, "type") : nullptr;
  if (type == nullptr || *type != "python" || !lacks_only_the_output(judge, registry))
    validate_activity(judge, where, registry, findings);
}

}  // namespace

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
  if (type != nullptr && *type == "probe")
    return validate_judge(*tolerance, where, registry, findings);
  findings.guard("", [&] { validate_tolerance(*tolerance, where); });
}

}  // namespace chaos

#include "experiment/fact_validation.h"

#include <fmt/format.h>

#include <set>
#include <string>
#include <utility>

#include "chaos/error.h"
#include "experiment/activity_validation.h"
#include "experiment/chaos_block.h"
#include "experiment/tolerance_validation.h"
#include "json/child_pointer.h"

namespace chaos {
namespace {

class FactValidator {
 public:
  FactValidator(const Registry& registry, Findings& findings)
      : registry_(registry), findings_(findings) {}

  void validate(const Json& fact, const std::string& pointer) {
    validate_activity(fact, pointer, registry_, findings_);
    if (!fact.is_object()) return;
    if (find(fact, "ref") != nullptr) {
      report("a fact cannot be a reference to another activity", pointer + "/ref",
             "define the probe here");
    }
    const Json* type = find(fact, "type");
    if (type != nullptr && *type == "action") {
      report("a fact must be a probe", pointer + "/type", "use \"probe\"");
    }
    if (find(fact, "tolerance") != nullptr) {
      validate_probe_tolerance(fact, pointer, "", registry_, findings_);
    }
    check_name(fact, pointer);
  }

 private:
  void check_name(const Json& fact, const std::string& pointer) {
    const Json* name = find(fact, "name");
    if (name == nullptr || !name->is_string() || names_.insert(name->get<std::string>()).second) {
      return;
    }
    report(fmt::format("there are two facts named '{}'", name->get<std::string>()),
           pointer + "/name", "give each fact its own name: reports use it");
  }

  void report(std::string message, std::string pointer, std::string hint) {
    findings_.report(
        {.message = std::move(message), .pointer = std::move(pointer), .hint = std::move(hint)});
  }

  const Registry& registry_;
  Findings& findings_;
  std::set<std::string> names_;
};

}  // namespace

std::optional<bool> after_rollbacks_of(const Json& document) {
  const Json* runtime = find(document, "runtime");
  const Json* hypothesis = runtime != nullptr ? find(*runtime, "hypothesis") : nullptr;
  const Json* value = hypothesis != nullptr ? find(*hypothesis, "after-rollbacks") : nullptr;
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  throw InvalidExperiment(Diagnostic{
      .message =
          fmt::format("\"after-rollbacks\" must be true or false, not {}", python_repr(*value)),
      .pointer = "/runtime/hypothesis/after-rollbacks",
      .hint = "use true to check the hypothesis again after the rollbacks"});
}

void validate_facts(const Json& experiment, const Registry& registry, Findings& findings) {
  findings.guard("", [&] { after_rollbacks_of(experiment); });
  const Json* facts = chaos_block_member(experiment, "facts");
  if (facts == nullptr) return;
  const std::string pointer = chaos_block_pointer(experiment) + "/facts";
  if (!facts->is_array()) {
    return findings.report({.message = "facts must be a list of probes", .pointer = pointer});
  }
  FactValidator validator(registry, findings);
  for (std::size_t i = 0; i < facts->size(); ++i)
    validator.validate((*facts)[i], child_pointer(pointer, i));
}

}  // namespace chaos

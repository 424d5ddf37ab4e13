#include "experiment/control_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "experiment/experiment.h"
#include "json/child_pointer.h"
#include "log/log.h"

namespace chaos {
namespace {

struct Declaration {
  const Json* control;
  std::string pointer;
};

void collect(const Json& holder, const std::string& base, std::vector<Declaration>& declarations,
             Findings& findings) {
  const Json* controls = find(holder, "controls");
  if (controls == nullptr || controls->is_null()) return;
  if (!controls->is_array()) {
    // If `controls` is a mapping, the reference uses its keys as controls.
    const bool mapping = controls->is_object() && !controls->empty();
    return findings.report(
        {.message = mapping ? "A control must have a `name` property" : "controls must be a list",
         .pointer = base + "/controls",
         .hint =
             "make it a list: start each control with \"- \" in YAML, or put them in [ ] in JSON",
         .kind = "InvalidControl"});
  }
  for (std::size_t i = 0; i < controls->size(); ++i) {
    declarations.push_back({&(*controls)[i], child_pointer(base + "/controls", i)});
  }
}

std::vector<Declaration> all_declarations(const Json& experiment, Findings& findings) {
  std::vector<Declaration> declarations;
  collect(experiment, "", declarations, findings);
  if (const Json* hypothesis = hypothesis_of(experiment)) {
    collect(*hypothesis, "/steady-state-hypothesis", declarations, findings);
  }
  for_each_activity(experiment, [&](const Json& activity, const std::string& pointer) {
    collect(activity, pointer, declarations, findings);
  });
  return declarations;
}

void validate_python_control(const Declaration& declaration, const std::string& name,
                             const Registry& registry, Findings& findings) {
  const Json& provider = *find(*declaration.control, "provider");
  const Json* module = find(provider, "module");
  if (module == nullptr || !truthy(*module)) {
    return findings.report(
        Diagnostic{.message = fmt::format("Control '{}' must have a module path", name),
                   .pointer = declaration.pointer + "/provider",
                   .hint = missing_key_hint(provider, "module"),
                   .kind = "InvalidActivity"});
  }
  const auto control = registry.control(python_str(*module));
  if (control == nullptr) {
    log::warning(
        fmt::format("Could not find Python module '{}' in control '{}'. Did you install "
                    "the Python module? The experiment will carry on running nonetheless.",
                    python_str(*module), name));
    return;
  }
  findings.guard(declaration.pointer, [&] { control->validate(*declaration.control); });
}

class ControlsValidator {
 public:
  ControlsValidator(std::vector<Declaration> declarations, const Registry& registry,
                    Findings& findings)
      : declarations_(std::move(declarations)), registry_(registry), findings_(findings) {
    for (const auto& [control, pointer] : declarations_) {
      const Json* name = find(*control, "name");
      if (find(*control, "ref") == nullptr && name != nullptr) names_.push_back(python_str(*name));
    }
  }

  void validate() {
    for (const auto& declaration : declarations_)
      validate(declaration);
  }

 private:
  void validate(const Declaration& declaration) {
    const auto& [control, pointer] = declaration;
    const auto report = [this, &pointer = pointer](std::string message, const std::string& where,
                                                   std::string hint) {
      findings_.report(Diagnostic{.message = std::move(message),
                                  .pointer = pointer + where,
                                  .hint = std::move(hint),
                                  .kind = "InvalidControl"});
    };
    if (!control->is_object()) return report("A control must be a mapping", "", "");
    if (const Json* ref = find(*control, "ref")) {
      const std::string target = python_str(*ref);
      if (std::find(names_.begin(), names_.end(), target) == names_.end()) {
        report(fmt::format("Control reference '{}' declaration cannot be found", target), "/ref",
               os::did_you_mean(target, names_));
      }
      return;
    }
    const Json* named = find(*control, "name");
    if (named == nullptr) {
      return report("A control must have a `name` property", "",
                    missing_key_hint(*control, "name"));
    }
    const std::string name = python_str(*named);
    const Json* provider = find(*control, "provider");
    if (provider == nullptr) {
      return report(fmt::format("Control '{}' must have a `provider` property", name), "",
                    missing_key_hint(*control, "provider"));
    }
    const Json* scope = find(*control, "scope");
    if (scope != nullptr && truthy(*scope) && *scope != "before" && *scope != "after") {
      return report(
          fmt::format("Control '{}' scope property must be 'before' or 'after' only", name),
          "/scope", "leave it out for both");
    }
    const Json* type = find(*provider, "type");
    if (type != nullptr && *type == "python") {
      validate_python_control(declaration, name, registry_, findings_);
    }
  }

  std::vector<Declaration> declarations_;
  std::vector<std::string> names_;
  const Registry& registry_;
  Findings& findings_;
};

}  // namespace

void validate_controls(const Json& experiment, const Registry& registry, Findings& findings) {
  ControlsValidator(all_declarations(experiment, findings), registry, findings).validate();
}

}  // namespace chaos

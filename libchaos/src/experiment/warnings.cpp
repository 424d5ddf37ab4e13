#include "experiment/warnings.h"

#include <algorithm>
#include <string>

#include "experiment/findings.h"
#include "experiment/warning_kinds.h"

namespace chaos {
namespace {

/// Whether the problem is about the key at `pointer`, or tells the user to rename it.
bool is_about_key(const Diagnostic& problem, const std::string& pointer) {
  if (problem.pointer == pointer) return true;
  const JsonPointer key(pointer);
  return problem.pointer == key.parent_pointer().to_string() &&
         problem.hint.starts_with(renaming_of(key.back()));
}

}  // namespace

std::vector<Diagnostic> find_warnings(const Json& experiment, const Document& document,
                                      const WarningContext& context) {
  std::vector<Diagnostic> warnings = context.overrides.warnings;
  warn_about_repeated_keys(document, warnings);
  if (!experiment.is_object()) return warnings;
  warn_about_keys(experiment, warnings);
  warn_about_extension_names(experiment, warnings);
  warn_about_pauses(experiment, warnings);
  warn_about_providers(experiment, warnings);
  warn_about_declarations(experiment, warnings);
  warn_about_variables(experiment, context, warnings);
  warn_about_short_secrets(experiment, context, warnings);
  warn_about_activity_references(experiment, warnings);
  warn_about_hypothesis(experiment, warnings);
  warn_about_repeated_names(experiment, warnings);
  return warnings;
}

void remove_reported_keys(std::vector<Diagnostic>& warnings,
                          const std::vector<Diagnostic>& problems) {
  std::erase_if(warnings, [&problems](const Diagnostic& warning) {
    return (warning.kind == "UnknownKey" || warning.kind == "WrongKind") &&
           std::ranges::any_of(problems, [&warning](const Diagnostic& problem) {
             return is_about_key(problem, warning.pointer);
           });
  });
}

}  // namespace chaos

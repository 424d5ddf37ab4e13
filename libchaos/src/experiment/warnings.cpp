#include "experiment/warnings.h"

#include "experiment/warning_kinds.h"

namespace chaos {

std::vector<Diagnostic> find_warnings(const Json& experiment, const Document& document,
                                      const WarningContext& context) {
  std::vector<Diagnostic> warnings = context.overrides.warnings;
  warn_about_repeated_keys(document, warnings);
  if (!experiment.is_object()) return warnings;
  warn_about_keys(experiment, warnings);
  warn_about_declarations(experiment, warnings);
  warn_about_variables(experiment, context, warnings);
  warn_about_activity_references(experiment, warnings);
  warn_about_hypothesis(experiment, warnings);
  warn_about_repeated_names(experiment, warnings);
  return warnings;
}

}  // namespace chaos

#include "activity/executed_form.h"

#include <fmt/format.h>

#include "activity/activity_messages.h"
#include "activity/activity_runs.h"
#include "context/substitution.h"
#include "experiment/experiment.h"
#include "experiment/own_keys.h"
#include "log/log.h"

namespace chaos {

Json rollback_to_execute(Json changed, const Json& original, bool overrules_controls) {
  if (!is_executable(changed) && is_executable(original)) {
    log::warning(
        fmt::format("A control has left nothing of the rollback '{}' that can be executed. It is "
                    "played as it was",
                    name_of(original)));
    return original;
  }
  if (!overrules_controls) return changed;
  if (const Json* dry = find(original, "dry"))
    changed["dry"] = *dry;
  else
    changed.erase("dry");
  return changed;
}

Json arguments_used(const Json& activity, const Values& values, const Json& experiment) {
  if (values.activities.empty() && !uses_own_keys(experiment)) return nullptr;
  const Json* provider = find(activity, "provider");
  const Json* declared = provider != nullptr ? find(*provider, "arguments") : nullptr;
  if (declared == nullptr) return nullptr;
  Json used = substitute(*declared, values.configuration, values.secrets, activities_in(values));
  return used != *declared ? used : Json();
}

}  // namespace chaos

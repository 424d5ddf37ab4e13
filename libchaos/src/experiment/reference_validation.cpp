#include "experiment/reference_validation.h"

#include <fmt/format.h>

#include <vector>

#include "experiment/experiment.h"

namespace chaos {
namespace {

/// The names that a reference can use.
std::vector<std::string> names_in(const Json& experiment) {
  std::vector<std::string> names;
  for (const char* list : {"probes", "method"}) {
    for (const auto& activity : activities_of(experiment, list)) {
      const Json* name = find(activity, "name");
      if (name != nullptr && name->is_string()) names.push_back(name->get<std::string>());
    }
  }
  return names;
}

}  // namespace

void validate_reference(const Json& experiment, const Json& activity, const std::string& pointer,
                        Findings& findings) {
  const Json* ref = find(activity, "ref");
  if (ref == nullptr || !ref->is_string() || !truthy(*ref)) return;
  const auto& name = ref->get_ref<const std::string&>();
  if (!referenced_activity(experiment, name).empty()) return;
  const std::string meant = os::did_you_mean(name, names_in(experiment));
  findings.report(
      {.message =
           fmt::format("referenced activity '{}' could not be found in the experiment", name),
       .pointer = pointer + "/ref",
       .hint =
           meant.empty() ? "use the name of an activity of the method or the hypothesis" : meant,
       .kind = "InvalidActivity"});
}

}  // namespace chaos

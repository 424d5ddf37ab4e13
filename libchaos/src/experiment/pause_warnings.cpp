#include <fmt/format.h>

#include <cmath>
#include <string>

#include "experiment/experiment.h"
#include "experiment/warning_kinds.h"
#include "json/child_pointer.h"

namespace chaos {
namespace {

/// What is wrong with a pause that validation accepts because the reference does; "" if nothing is.
/// A string may contain placeholders, which are replaced later.
std::string problem_of(const Json& pause) {
  if (!truthy(pause) || pause.is_string() || pause.is_boolean()) return {};
  if (!pause.is_number()) return "is not a number of seconds";
  const double seconds = pause.get<double>();
  if (seconds < 0) return "is negative";
  return std::isfinite(seconds) ? "" : "is not finite";
}

}  // namespace

void warn_about_pauses(const Json& experiment, std::vector<Diagnostic>& warnings) {
  for_each_activity(experiment, [&warnings](const Json& activity, const std::string& pointer) {
    const Json* pauses = find(activity, "pauses");
    for (const char* side : {"before", "after"}) {
      const Json* pause = pauses != nullptr ? find(*pauses, side) : nullptr;
      const std::string problem = pause != nullptr ? problem_of(*pause) : std::string();
      if (problem.empty()) continue;
      warnings.push_back(
          {.message = fmt::format("this pause {}, so the run would be aborted here; a rollback "
                                  "would be played without the pause",
                                  problem),
           .pointer = child_pointer(pointer + "/pauses", side),
           .hint = "write a number of seconds, 0 or more",
           .kind = "Pause"});
    }
  });
}

}  // namespace chaos

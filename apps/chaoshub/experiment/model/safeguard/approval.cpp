#include "experiment/model/safeguard/safeguard.h"
#include "experiment/model/safeguard/settings.h"

namespace chaos::hub::experiment {

/// An owner of the team must have approved what is run; a new version has to be approved anew. {}
SafeguardKind approval() {
  return {.name = "approval",
          .title = "Approval",
          .description = "Allow only experiments whose latest version an owner has approved.",
          .settings = {},
          .check = [](const Json&) {},
          .refuses = [](const Situation& situation) -> std::optional<std::string> {
            if (situation.facts.approver(situation.execution.experiment)) return std::nullopt;
            return "no owner of the team has approved this version of the experiment";
          }};
}

}  // namespace chaos::hub::experiment

#include "experiment/model/safeguard/safeguard.h"
#include "experiment/model/safeguard/settings.h"

namespace chaos::hub::experiment {

/// Requires an owner's approval of each new version of an experiment. {"author_cannot_approve":
/// true}
SafeguardKind approval() {
  return {
      .name = "approval",
      .title = "Approval",
      .description = "Allow only experiments whose latest version an owner has approved.",
      .settings = {{.key = kAuthorCannotApprove,
                    .label = "Authors cannot approve their own versions",
                    .type = SettingField::Type::kOption,
                    .required = false,
                    .hint = "With \"Yes\", another owner has to."}},
      .check = [](const Json& settings) { flag_setting(settings, kAuthorCannotApprove, false); },
      .refuses = [](const Situation& situation) -> std::optional<std::string> {
        const auto approval = situation.facts.approval(situation.execution.experiment);
        if (!approval) return "no owner of the team has approved this version of the experiment";
        if (approval->by_author &&
            flag_setting(situation.safeguard.settings, kAuthorCannotApprove, false))
          return "only its author has approved this version of the experiment: another owner "
                 "has to";
        return std::nullopt;
      }};
}

}  // namespace chaos::hub::experiment

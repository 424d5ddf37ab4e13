#include <fmt/format.h>

#include "experiment/model/safeguard/safeguard.h"
#include "experiment/model/safeguard/settings.h"

namespace chaos::hub::experiment {

/// The halt switch: blocks everything while it is on. {"reason": "incident 42", "rollback": false}
SafeguardKind halt() {
  return {.name = kHalt,
          .title = "Halt",
          .description = "Block all executions for as long as it is on.",
          .settings = {{.key = "reason",
                        .label = "Reason",
                        .type = SettingField::Type::kText,
                        .required = false,
                        .hint = ""},
                       {.key = kRollBack,
                        .label = "Run the rollbacks of running executions",
                        .type = SettingField::Type::kFlag,
                        .required = false,
                        .hint = ""}},
          .check =
              [](const Json& settings) {
                text_setting(settings, "reason", "");
                flag_setting(settings, kRollBack, true);
              },
          .refuses = [](const Situation& situation) -> std::optional<std::string> {
            return text_setting(situation.safeguard.settings, "reason", "no reason was given");
          }};
}

}  // namespace chaos::hub::experiment

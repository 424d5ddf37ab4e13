#include <fmt/format.h>

#include <algorithm>

#include "experiment/model/safeguard/safeguard.h"
#include "experiment/model/safeguard/settings.h"

namespace chaos::hub::experiment {
namespace {

bool has_tag(const Execution& execution, const std::string& tag) {
  return tag.empty() || std::ranges::find(execution.tags, tag) != execution.tags.end();
}

}  // namespace

/// Allows one execution at a time: the later of two stops. {"tag": "payments"} limits it to
/// executions with that tag.
SafeguardKind single_execution() {
  return {.name = "single-execution",
          .title = "One at a time",
          .description = "Allow one execution at a time.",
          .settings = {{.key = "tag",
                        .label = "Tag",
                        .type = SettingField::Type::kText,
                        .required = false,
                        .hint = "Only executions with this tag count."}},
          .check = [](const Json& settings) { text_setting(settings, "tag", ""); },
          .refuses = [](const Situation& situation) -> std::optional<std::string> {
            const auto& [safeguard, execution, now, facts] = situation;
            const std::string tag = text_setting(safeguard.settings, "tag", "");
            if (!has_tag(execution, tag)) return std::nullopt;
            for (const Execution& other : facts.running(execution.team_ref, now - kSilence)) {
              const bool same =
                  safeguard.experiment.empty() || other.experiment == safeguard.experiment;
              if (same && has_tag(other, tag) && other.id < execution.id)
                return fmt::format(
                    "'{}' is being run by {}{}", other.title, other.author_name,
                    other.last_seen < now - kQuiet
                        ? "; it has sent no news for a while: close it on the hub if "
                          "its client is gone"
                        : "");
            }
            return std::nullopt;
          }};
}

}  // namespace chaos::hub::experiment

#include <fmt/format.h>

#include <algorithm>

#include "experiment/model/safeguard/safeguard.h"
#include "experiment/model/safeguard/settings.h"

namespace chaos::hub::experiment {

/// Tags that may not be hit. {"tags": ["production"]}
SafeguardKind forbidden_tags() {
  return {
      .name = "forbidden-tags",
      .title = "Forbidden tags",
      .description = "Stops experiments that have one of these tags.",
      .settings = {{.key = "tags",
                    .label = "Tags",
                    .type = SettingField::Type::kTexts,
                    .required = true,
                    .hint = "With commas between them."}},
      .check = [](const Json& settings) { texts_setting(settings, "tags"); },
      .refuses = [](const Situation& situation) -> std::optional<std::string> {
        for (const auto& tag : texts_setting(situation.safeguard.settings, "tags"))
          if (std::ranges::find(situation.execution.tags, tag) != situation.execution.tags.end())
            return fmt::format("the tag '{}' may not be hit", tag);
        return std::nullopt;
      }};
}

}  // namespace chaos::hub::experiment

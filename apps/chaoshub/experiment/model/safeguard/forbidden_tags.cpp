#include <fmt/format.h>

#include <algorithm>

#include "experiment/model/safeguard/safeguard.h"
#include "experiment/model/safeguard/settings.h"
#include "service/field_checks.h"
#include "service/refusal.h"

namespace chaos::hub::experiment {

/// Blocks experiments that have one of the tags. {"tags": ["production"]}
SafeguardKind forbidden_tags() {
  return {
      .name = "forbidden-tags",
      .title = "Forbidden tags",
      .description = "Block experiments that have one of these tags.",
      .settings = {{.key = "tags",
                    .label = "Tags",
                    .type = SettingField::Type::kTexts,
                    .required = true,
                    .hint = "Separated by commas."}},
      .check =
          [](const Json& settings) {
            FieldChecks checks;
            checks.of("tags", [&] {
              if (const Json* tags = find(settings, "tags"); tags != nullptr && tags->empty())
                throw Refusal(Refusal::Kind::kInvalid, "enter at least one tag");
              texts_setting(settings, "tags");
            });
            checks.done();
          },
      .refuses = [](const Situation& situation) -> std::optional<std::string> {
        for (const auto& tag : texts_setting(situation.safeguard.settings, "tags"))
          if (std::ranges::find(situation.execution.tags, tag) != situation.execution.tags.end())
            return fmt::format("experiments tagged '{}' are blocked", tag);
        return std::nullopt;
      }};
}

}  // namespace chaos::hub::experiment

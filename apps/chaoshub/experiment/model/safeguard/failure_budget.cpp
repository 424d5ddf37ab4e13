#include <fmt/format.h>

#include "experiment/model/safeguard/safeguard.h"
#include "experiment/model/safeguard/settings.h"
#include "service/field_checks.h"

namespace chaos::hub::experiment {
namespace {

constexpr int kMostFailures = 1'000'000;
constexpr int kMostHours = 24 * 366;

}  // namespace

/// Limits how many executions may fail or deviate within some hours. {"failures": 3, "hours": 24}
SafeguardKind failure_budget() {
  return {.name = "failure-budget",
          .title = "Failure budget",
          .description = "Block executions once too many have failed or deviated.",
          .settings = {{.key = "failures",
                        .label = "Allowed failures",
                        .type = SettingField::Type::kNumber,
                        .required = true,
                        .hint = ""},
                       {.key = "hours",
                        .label = "Within the last (hours)",
                        .type = SettingField::Type::kNumber,
                        .required = true,
                        .hint = ""}},
          .check =
              [](const Json& settings) {
                FieldChecks checks;
                checks.of("failures",
                          [&] { number_setting(settings, "failures", 0, kMostFailures); });
                checks.of("hours", [&] { number_setting(settings, "hours", 1, kMostHours); });
                checks.done();
              },
          .refuses = [](const Situation& situation) -> std::optional<std::string> {
            const auto& [safeguard, execution, now, facts] = situation;
            const int allowed = number_setting(safeguard.settings, "failures", 0, kMostFailures);
            const int hours = number_setting(safeguard.settings, "hours", 1, kMostHours);
            const int failures = facts.failures(execution.team_ref, safeguard.experiment,
                                                now - std::chrono::hours(hours));
            if (failures <= allowed) return std::nullopt;
            return fmt::format("Failure budget spent: {} of {} allowed {} in {} {}", failures,
                               allowed, allowed == 1 ? "failure" : "failures", hours,
                               hours == 1 ? "hour" : "hours");
          }};
}

}  // namespace chaos::hub::experiment

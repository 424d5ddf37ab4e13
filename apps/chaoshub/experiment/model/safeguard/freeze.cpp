#include <fmt/format.h>

#include "experiment/model/safeguard/local_time.h"
#include "experiment/model/safeguard/safeguard.h"
#include "experiment/model/safeguard/settings.h"
#include "service/field_checks.h"
#include "service/refusal.h"

namespace chaos::hub::experiment {
namespace {

/// "2026-12-24T18:00"; a date alone means its first minute.
std::string moment(const Json& settings, const char* key) {
  std::string text = text_setting(settings, key);
  if (text.size() == 10) text += "T00:00";
  if (text.size() != 16 || !time_from(text + ":00Z"))
    throw Refusal(Refusal::Kind::kInvalid,
                  fmt::format("'{}' must be a date and time such as 2026-12-24T18:00", key));
  return text;
}

}  // namespace

/// Blocks all executions between two dates in a time zone. {"from": "2026-12-24T18:00", "until":
/// "2027-01-02", "zone": "Europe/Berlin"}
SafeguardKind freeze() {
  return {.name = "freeze",
          .title = "Freeze",
          .description = "Block all executions between two dates.",
          .settings = {{.key = "from",
                        .label = "From",
                        .type = SettingField::Type::kMoment,
                        .required = true,
                        .hint = ""},
                       {.key = "until",
                        .label = "Until",
                        .type = SettingField::Type::kMoment,
                        .required = true,
                        .hint = ""},
                       zone_field()},
          .check =
              [](const Json& settings) {
                FieldChecks checks;
                checks.of("from", [&] { moment(settings, "from"); });
                checks.of("until", [&] { moment(settings, "until"); });
                checks.of("zone", [&] { zone_setting(settings); });
                checks.done();
                if (moment(settings, "from") >= moment(settings, "until"))
                  throw Refusal(Refusal::Kind::kInvalid, "'until' must be later than 'from'");
              },
          .refuses = [](const Situation& situation) -> std::optional<std::string> {
            const Json& settings = situation.safeguard.settings;
            const std::string zone = zone_setting(settings);
            const std::string now = local_time(situation.now, zone).text;
            const std::string until = moment(settings, "until");
            if (now < moment(settings, "from") || now >= until) return std::nullopt;
            return fmt::format("all executions are blocked until {} {} ({})", until.substr(0, 10),
                               until.substr(11), zone);
          }};
}

}  // namespace chaos::hub::experiment

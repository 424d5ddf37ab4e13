#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "experiment/model/safeguard/local_time.h"
#include "experiment/model/safeguard/safeguard.h"
#include "experiment/model/safeguard/settings.h"
#include "service/field_checks.h"
#include "service/refusal.h"

namespace chaos::hub::experiment {
namespace {

/// The minute of the day in "09:30"; "24:00" is the end of the day.
int minute_of(const Json& settings, const char* key) {
  const std::string text = text_setting(settings, key);
  const auto digit = [&text](std::size_t at) { return text[at] - '0'; };
  const auto is_digit = [&text](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  if (text.size() == 5 && text[2] == ':' && is_digit(0) && is_digit(1) && is_digit(3) &&
      is_digit(4)) {
    const int minutes = (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
    if (digit(3) < 6 && minutes <= 24 * 60) return minutes;
  }
  throw Refusal(Refusal::Kind::kInvalid,
                fmt::format("'{}' must be a time of day such as 09:30", key));
}

std::array<bool, 7> days_of(const Json& settings) {
  if (const Json* days = find(settings, "days"); days != nullptr && days->empty())
    throw Refusal(Refusal::Kind::kInvalid, "choose at least one day");
  std::array<bool, 7> allowed{};
  for (const auto& name : texts_setting(settings, "days")) {
    const auto found = std::ranges::find(kWeekdays, name);
    if (found == kWeekdays.end())
      throw Refusal(Refusal::Kind::kInvalid,
                    fmt::format("'{}' is not a day: use monday to sunday", name));
    allowed.at(static_cast<std::size_t>(found - kWeekdays.begin())) = true;
  }
  return allowed;
}

}  // namespace

/// Allows executions only on some days and within some hours, in a time zone. {"days": ["monday",
/// "tuesday"], "from": "09:00", "until": "17:00", "zone": "UTC"}
SafeguardKind time_window() {
  return {.name = "time-window",
          .title = "Time window",
          .description = "Allow executions only on certain days, between two times.",
          .settings = {{.key = "days",
                        .label = "Days",
                        .type = SettingField::Type::kDays,
                        .required = true,
                        .hint = ""},
                       {.key = "from",
                        .label = "From",
                        .type = SettingField::Type::kTime,
                        .required = true,
                        .hint = ""},
                       {.key = "until",
                        .label = "Until",
                        .type = SettingField::Type::kEnd,
                        .required = true,
                        .hint = "For example 17:00; 24:00 is the end of the day."},
                       zone_field()},
          .check =
              [](const Json& settings) {
                FieldChecks checks;
                checks.of("days", [&] { days_of(settings); });
                checks.of("from", [&] { minute_of(settings, "from"); });
                checks.of("until", [&] { minute_of(settings, "until"); });
                checks.of("zone", [&] { zone_setting(settings); });
                checks.done();
                if (minute_of(settings, "from") >= minute_of(settings, "until"))
                  throw Refusal(
                      Refusal::Kind::kInvalid,
                      "'until' must be later than 'from'; for a window over midnight, add two");
              },
          .refuses = [](const Situation& situation) -> std::optional<std::string> {
            const Json& settings = situation.safeguard.settings;
            const std::string zone = zone_setting(settings);
            const LocalTime now = local_time(situation.now, zone);
            const bool day = days_of(settings).at(static_cast<std::size_t>(now.weekday));
            if (day && now.minute >= minute_of(settings, "from") &&
                now.minute < minute_of(settings, "until"))
              return std::nullopt;
            return fmt::format("it is {} ({}); executions are allowed from {} to {} on {}",
                               now.text, zone, text_setting(settings, "from"),
                               text_setting(settings, "until"),
                               fmt::join(texts_setting(settings, "days"), ", "));
          }};
}

}  // namespace chaos::hub::experiment

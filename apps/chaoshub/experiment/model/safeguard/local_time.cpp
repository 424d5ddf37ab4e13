#include "experiment/model/safeguard/local_time.h"

#include <date/tz.h>
#include <fmt/format.h>

#include "experiment/model/safeguard/settings.h"
#include "service/refusal.h"

namespace chaos::hub::experiment {
namespace {

const date::time_zone& zone_named(const std::string& name) try {
  return *date::locate_zone(name);
} catch (const std::runtime_error&) {
  throw Refusal(Refusal::Kind::kInvalid,
                fmt::format("'{}' is not a time zone: use a name such as Europe/Berlin", name));
}

}  // namespace

LocalTime local_time(Time time, const std::string& zone) {
  const auto local = date::floor<std::chrono::minutes>(
      zone_named(zone).to_local(std::chrono::floor<std::chrono::seconds>(time)));
  const auto day = date::floor<date::days>(local);
  const date::year_month_day calendar(day);
  const auto minutes = static_cast<int>((local - day).count());
  return {.weekday = static_cast<int>(date::weekday(day).iso_encoding()) - 1,
          .minute = minutes,
          .text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}", int(calendar.year()),
                              unsigned(calendar.month()), unsigned(calendar.day()), minutes / 60,
                              minutes % 60)};
}

SettingField zone_field() {
  return {.key = "zone",
          .label = "Time zone",
          .type = SettingField::Type::kText,
          .required = false,
          .hint = "For example Europe/Berlin. UTC by default."};
}

std::string zone_setting(const Json& settings) {
  std::string name = text_setting(settings, "zone", "UTC");
  zone_named(name);
  return name;
}

}  // namespace chaos::hub::experiment

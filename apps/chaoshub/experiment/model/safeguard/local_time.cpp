#include "experiment/model/safeguard/local_time.h"

#include <date/tz.h>
#include <fmt/format.h>

#include "service/refusal.h"

namespace chaos::hub::experiment {

LocalTime local_time(Time time, const std::string& zone) {
  const date::time_zone* known = nullptr;
  try {
    known = date::locate_zone(zone);
  } catch (const std::runtime_error&) {
    throw Refusal(
        Refusal::Kind::kInvalid,
        fmt::format("there is no time zone '{}': use a name such as Europe/Berlin", zone));
  }
  const auto local = date::floor<std::chrono::minutes>(
      known->to_local(std::chrono::floor<std::chrono::seconds>(time)));
  const auto day = date::floor<date::days>(local);
  const date::year_month_day calendar(day);
  const auto minutes = static_cast<int>((local - day).count());
  return {.weekday = static_cast<int>(date::weekday(day).iso_encoding()) - 1,
          .minute = minutes,
          .text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}", int(calendar.year()),
                              unsigned(calendar.month()), unsigned(calendar.day()), minutes / 60,
                              minutes % 60)};
}

}  // namespace chaos::hub::experiment

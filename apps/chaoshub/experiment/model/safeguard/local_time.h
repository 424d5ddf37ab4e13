#pragma once

#include <array>
#include <string>
#include <string_view>

#include "experiment/model/safeguard/safeguard.h"
#include "service/clock.h"

namespace chaos::hub::experiment {

inline constexpr std::array<std::string_view, 7> kWeekdays = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

/// A time in a time zone.
struct LocalTime {
  int weekday = 0;   ///< 0 for Monday
  int minute = 0;    ///< of the day
  std::string text;  ///< "2026-12-24T18:00"; sorts as times do
};

/// Throws Refusal if the system does not know the zone.
LocalTime local_time(Time time, const std::string& zone);

/// The setting "zone" of kinds that depend on local time; UTC by default.
SettingField zone_field();
/// Throws Refusal if the system does not know the zone.
std::string zone_setting(const Json& settings);

}  // namespace chaos::hub::experiment

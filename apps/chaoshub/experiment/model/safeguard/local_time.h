#pragma once

#include <array>
#include <string>
#include <string_view>

#include "experiment/model/safeguard/safeguard.h"
#include "service/clock.h"

namespace chaos::hub::experiment {

inline constexpr std::array<std::string_view, 7> kWeekdays = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

/// A time as clocks in a zone show it.
struct LocalTime {
  int weekday = 0;   ///< 0 for Monday
  int minute = 0;    ///< of the day
  std::string text;  ///< "2026-12-24T18:00", which sorts as times do
};

/// Throws Refusal for a zone that the system does not know.
LocalTime local_time(Time time, const std::string& zone);

/// The setting "zone" of the kinds that look at clocks, UTC unless given.
SettingField zone_field();
/// Throws Refusal for a zone that the system does not know.
std::string zone_setting(const Json& settings);

}  // namespace chaos::hub::experiment

#include "experiment/event_relay.h"

#include <fmt/format.h>

#include <map>

#include "experiment/storage/rows.h"
#include "experiment/storage/topics.h"
#include "log/log.h"

namespace chaos::hub::experiment {
namespace {

/// Events of one team, by their first and last identifier.
struct Range {
  TeamRef team_ref;
  std::int64_t first = 0;
  std::int64_t last = 0;
  int count = 0;
};

}  // namespace

void EventRelay::take(std::span<const storage::Announcement> announcements) try {
  std::map<std::string, Range> by_team;
  for (const auto& announcement : announcements) {
    if (!live_.is_followed(announcement.team)) continue;
    const TeamRef team_ref{.organization = announcement.organization, .team = announcement.team};
    if (announcement.topic == kSafeguardsChanged) live_.publish(verdict_change(team_ref));
    if (announcement.topic == kStopRequested)
      live_.publish(verdict_change(team_ref, announcement.subject));
    if (announcement.topic != kEventAdded) continue;
    Range& range = by_team[announcement.team];
    range.team_ref = team_ref;
    range.last = new_event_in(announcement).id;
    if (range.count++ == 0) range.first = range.last;
  }
  for (const auto& [team, range] : by_team)
    for (const Event& event : store_.events(range.team_ref, "", range.first - 1, range.count))
      if (event.id <= range.last) live_.publish(event);
} catch (const std::exception& error) {
  log::warning(fmt::format("Disconnected everyone who follows executions: {}", error.what()));
  live_.disconnect();
}

}  // namespace chaos::hub::experiment

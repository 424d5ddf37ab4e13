#include "experiment/event_relay.h"

#include <fmt/format.h>

#include <map>

#include "experiment/storage/rows.h"
#include "experiment/storage/topics.h"
#include "log/log.h"

namespace chaos::hub::experiment {
namespace {

/// Events of one team: all of its identifiers from the first to the last.
struct Range {
  Home home;
  std::int64_t first = 0;
  std::int64_t last = 0;
  int count = 0;
};

}  // namespace

void EventRelay::take(std::span<const storage::Announcement> announcements) try {
  std::map<std::string, Range> by_team;
  for (const auto& announcement : announcements) {
    if (!live_.is_followed(announcement.team)) continue;
    const Home home{.organization = announcement.organization, .team = announcement.team};
    if (announcement.topic == kSafeguardsChanged) live_.publish(verdict_change(home));
    if (announcement.topic == kStopRequested)
      live_.publish(verdict_change(home, announcement.subject));
    if (announcement.topic != kEventAdded) continue;
    Range& range = by_team[announcement.team];
    range.home = home;
    range.last = new_event_in(announcement).id;
    if (range.count++ == 0) range.first = range.last;
  }
  for (const auto& [team, range] : by_team)
    for (const Event& event : store_.events(range.home, "", range.first - 1, range.count))
      if (event.id <= range.last) live_.publish(event);
} catch (const std::exception& error) {
  log::warning(fmt::format("Those that follow executions are disconnected: {}", error.what()));
  live_.disconnect();
}

}  // namespace chaos::hub::experiment

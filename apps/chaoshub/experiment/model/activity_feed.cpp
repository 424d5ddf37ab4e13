#include "experiment/model/activity_feed.h"

#include <fmt/format.h>

#include "log/log.h"

namespace chaos::hub::experiment {

void ActivityFeed::post(const Author& author, const TeamRef& team_ref, const FeedNote& note) try {
  dashboard_.note(author.signed_principal, {.organization = team_ref.organization,
                                            .team = team_ref.team,
                                            .kind = note.kind,
                                            .subject = note.subject,
                                            .text = note.text,
                                            .outcome = note.outcome});
} catch (const std::exception& error) {
  log::warning(fmt::format("Cannot record in the feed that {} {}: {}",
                           author.principal.display_name(), note.text, error.what()));
}

}  // namespace chaos::hub::experiment

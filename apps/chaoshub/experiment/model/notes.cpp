#include "experiment/model/notes.h"

#include <fmt/format.h>

#include "log/log.h"

namespace chaos::hub::experiment {

void Notes::tell(const Author& author, const Home& home, const Note& note) try {
  dashboard_.note(author.signed_principal, {.organization = home.organization,
                                            .team = home.team,
                                            .kind = note.kind,
                                            .subject = note.subject,
                                            .text = note.text,
                                            .outcome = note.outcome});
} catch (const std::exception& error) {
  log::warning(
      fmt::format("The feed lacks that {} {}: {}", author.principal.name, note.text, error.what()));
}

}  // namespace chaos::hub::experiment

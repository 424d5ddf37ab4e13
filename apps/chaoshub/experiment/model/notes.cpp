#include "experiment/model/notes.h"

#include <fmt/format.h>

#include "log/log.h"

namespace chaos::hub::experiment {

void Notes::tell(const Author& author, const Home& home, const std::string& kind,
                 const std::string& subject, const std::string& text) try {
  dashboard_.note(author.signed_principal, {.organization = home.organization,
                                            .team = home.team,
                                            .kind = kind,
                                            .subject = subject,
                                            .text = text});
} catch (const std::exception& error) {
  log::warning(
      fmt::format("The feed lacks that {} {}: {}", author.principal.name, text, error.what()));
}

}  // namespace chaos::hub::experiment

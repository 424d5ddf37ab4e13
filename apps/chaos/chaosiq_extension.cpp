#include "chaosiq_extension.h"

#include "chaosiq/chaosiq.h"

namespace chaos::cli {

std::shared_ptr<ExtensionInRun> add_chaosiq(Registry& registry, const Json&,
                                            const CommandContext& command) {
  return std::make_shared<ChaosiqInRun>(
      chaosiq::register_chaosiq(registry, {.journal_path = command.journal_path,
                                           .stop_of_waits = command.stop_of_hooks,
                                           .interruption = command.interruption}));
}

}  // namespace chaos::cli

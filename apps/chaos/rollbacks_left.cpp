#include "rollbacks_left.h"

#include "activity/run_context.h"
#include "context/settings.h"
#include "extensions.h"
#include "os/file.h"
#include "run/rollback_recovery.h"
#include "variable_options.h"

namespace chaos::cli {
bool play_rollbacks_left(const GlobalOptions& global, const std::string& wal, RecoveredRun& run,
                         Interruption& interruption) {
  const Json settings = load_settings(global.settings);
  Registry registry;
  register_everything(registry, settings,
                      {.stop_of_hooks = [&interruption] { return interruption.hook(); }});
  RunContext context(registry, settings);
  return play_missing_rollbacks(os::FileSystem::real(), wal, run, context, interruption,
                                variables_of(run.header).read());
}

}  // namespace chaos::cli

#include "run/undo_notes.h"

#include "experiment/chaos_block.h"
#include "experiment/own_keys.h"
#include "run/own_record.h"
#include "run/places.h"
#include "run/run_environment.h"
#include "run/run_origin.h"
#include "run/strategy.h"
#include "run/undo.h"
#include "run/used_values.h"

namespace chaos {
namespace {

std::vector<std::string> places_in(const RunContext& context, const char* list) {
  const auto known = context.places.find(list);
  return known != context.places.end() ? known->second : std::vector<std::string>();
}

}  // namespace

void state_undo_notes(Json& journal, const RunContext& context, const UndoOrigin& origin) {
  state_places(journal,
               {.run = places_in(context, "run"), .rollbacks = places_in(context, "rollbacks")});
  state_record(journal, context.record);
  if (undos_of(journal).empty()) return;
  const Json& experiment = context.record.experiment();
  state_values(journal, used_values(context.values_for_rollbacks()->configuration, experiment));
  state_origin(journal, origin.header, origin.journal_path);
  if (uses_own_keys(experiment) || has_env_file(origin.header))
    state_environment(journal, environment_checks());
  // Otherwise, what was left out could not be told from what was not reached.
  if (!plays_undos(origin.strategy) && uses_own_keys(experiment))
    set_in_chaos_block(journal, "rollback-strategy", origin.strategy);
}

}  // namespace chaos

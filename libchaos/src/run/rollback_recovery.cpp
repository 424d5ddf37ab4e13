#include "run/rollback_recovery.h"

#include <algorithm>

#include "run/found_check.h"
#include "run/method.h"
#include "run/places.h"
#include "run/runner.h"
#include "run/unneeded_values.h"
#include "run/used_values.h"
#include "run/wal_recorder.h"

namespace chaos {
namespace {

std::vector<std::string> pointers_of(const std::vector<Undo>& undos) {
  std::vector<std::string> pointers;
  for (const auto& undo : undos)
    pointers.push_back(undo.pointer);
  return pointers;
}

/// Adds the runs of the rollbacks that were just played, and their pointers.
void add_runs(Json& journal, const RunContext& context) {
  Places places = places_of(journal);
  const Json& played = context.journal.at("rollbacks");
  const auto known = context.places.find("rollbacks");
  Json& runs = journal["rollbacks"];
  for (std::size_t i = 0; i < played.size(); ++i) {
    runs.push_back(played[i]);
    places.rollbacks.push_back(known != context.places.end() ? known->second.at(i) : "");
  }
  state_places(journal, places);
}

}  // namespace

void prepare_rollbacks(const Json& journal, const Overrides& explicit_values, RunContext& context,
                       Interruption& interruption, const std::vector<Undo>& undos,
                       const std::string& command) {
  context.experiment = journal.at("experiment");
  const UndoNeeds needs(journal, undos);
  const Overrides overrides = recorded_overrides(journal, explicit_values, needs, command);
  declare_added_values(context.experiment, journal, overrides);
  drop_unneeded_values(context.experiment, needs, overrides);
  Runner(context, interruption, RunPlan{}).prepare(overrides);
  check_secrets_found(context.experiment, context.values->secrets, needs, explicit_values.secrets);
}

void prepare_rollbacks(const Json& journal, const Overrides& explicit_values, RunContext& context,
                       Interruption& interruption) {
  prepare_rollbacks(journal, explicit_values, context, interruption, undos_of(journal),
                    "chaos rollback JOURNAL");
}

std::vector<Undo> play_undos(const std::vector<Undo>& undos, Json& journal, int next_id,
                             WalWriter& wal, RunContext& context, Interruption& interruption) {
  context.journal = journal;
  context.next_id = next_id;
  WalRecorder recorder(wal);
  context.recorder = &recorder;
  context.controls_rule_rollbacks = false;
  interruption.enter_rollbacks();
  play_rollbacks(context, interruption, {.first = pointers_of(undos), .declared = false});
  context.recorder = nullptr;
  add_runs(journal, context);
  look_again(journal, context, interruption);

  std::vector<Undo> now = undos_of(journal);
  std::erase_if(now, [&undos](const Undo& undo) {
    return std::ranges::none_of(
        undos, [&undo](const Undo& played) { return played.pointer == undo.pointer; });
  });
  return now;
}

}  // namespace chaos

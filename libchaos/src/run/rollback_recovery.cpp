#include "run/rollback_recovery.h"

#include <algorithm>

#include "experiment/experiment.h"
#include "run/found_check.h"
#include "run/method.h"
#include "run/own_record.h"
#include "run/places.h"
#include "run/runner.h"
#include "run/unneeded_values.h"
#include "run/used_values.h"
#include "run/wal_recorder.h"

namespace chaos {
namespace {

std::vector<UndoToPlay> activities_of_undos(const Json& experiment,
                                            const std::vector<Undo>& undos) {
  std::vector<UndoToPlay> activities;
  for (const auto& undo : undos)
    activities.push_back({.pointer = undo.pointer, .activity = undo_at(experiment, undo.pointer)});
  return activities;
}

/// Adds the runs of the rollbacks that were just played, and their pointers.
void add_runs(Json& journal, const RunContext& context) {
  Places places = places_of(journal);
  const Json& played = activities_of(context.journal, "rollbacks");
  const auto known = context.places.find("rollbacks");
  Json& runs = journal["rollbacks"];
  if (!runs.is_array()) runs = Json::array();
  for (std::size_t i = 0; i < played.size(); ++i) {
    const bool is_known = known != context.places.end() && i < known->second.size();
    runs.push_back(played[i]);
    places.rollbacks.push_back(is_known ? known->second[i] : "");
  }
  state_places(journal, places);
  state_record(journal, context.record);
}

}  // namespace

void prepare_rollbacks(const Json& shown, const Overrides& explicit_values, RunContext& context,
                       Interruption& interruption, const std::vector<Undo>& undos,
                       const std::string& command) {
  const Json journal = as_recorded(shown);
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
  context.journal = as_recorded(journal);
  const Places places = places_of(context.journal);
  context.record.begin(context.journal, places.run, places.rollbacks);
  context.next_id = next_id;
  WalRecorder recorder(wal);
  context.recorder = &recorder;
  context.controls_rule_rollbacks = false;
  interruption.enter_rollbacks();
  play_rollbacks(
      context, interruption,
      {.first = activities_of_undos(context.record.experiment(), undos), .declared = false});
  context.recorder = nullptr;
  add_runs(journal, context);
  interruption.leave_rollbacks();
  look_again(journal, context, interruption);

  std::vector<Undo> now = undos_of(journal);
  std::erase_if(now, [&undos](const Undo& undo) {
    return std::ranges::none_of(
        undos, [&undo](const Undo& played) { return played.pointer == undo.pointer; });
  });
  return now;
}

}  // namespace chaos

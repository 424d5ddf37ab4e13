#include "run/wal_recorder.h"

#include <fmt/format.h>

#include "context/secrets.h"
#include "log/log.h"
#include "run/found_check.h"
#include "run/journal.h"
#include "run/run_environment.h"
#include "run/undo.h"
#include "run/used_values.h"

namespace chaos {

void WalRecorder::append(const char* type, const Json& payload, bool durable) {
  if (failed_) return;
  try {
    writer_.append(type, payload);
    if (durable) writer_.sync();
  } catch (const WalError& error) {
    if (failed_.exchange(true)) return;
    log::error(
        fmt::format("{}. Continuing without it: after a crash, there is no record of what happened "
                    "from now on",
                    error.what()));
  }
}

void WalRecorder::starting(Phase phase, int id, const std::string& pointer, const Json& run,
                           bool durable) {
  append(wal_record::kActivityStarted,
         {{"id", id},
          {"phase", to_string(phase)},
          {"pointer", pointer},
          {"run", run.contains("arguments") ? presentable_run(run) : run}},
         durable);
}

void WalRecorder::ended(Phase phase, int id, const Json& run) {
  // The undo of an action may depend on what the action did.
  const Json* activity = find(run, "activity");
  const bool durable =
      phase == Phase::kMethod && activity != nullptr && find(*activity, "rollback") != nullptr;
  append(wal_record::kActivityEnded,
         {{"id", id}, {"phase", to_string(phase)}, {"run", presentable_run(run)}}, durable);
}

void WalRecorder::process_started(int id, const StartedProcess& process) {
  append(wal_record::kProcessStarted, {{"id", id},
                                       {"pid", process.pid},
                                       {"start_ticks", process.start_ticks},
                                       {"leads_group", process.leads_group}});
}

std::unique_ptr<UndoReceipt> WalRecorder::receipt(int id) {
  const int log = failed_ ? -1 : writer_.descriptor();
  return log < 0 ? nullptr : std::make_unique<UndoReceipt>(id, log);
}

void WalRecorder::running(const Json& experiment, const Json& /*journal*/,
                          const Json& configuration, const Json& secrets, const Json& /*schedule*/,
                          const Json& /*settings*/) {
  note_experiment(experiment);
  note_values(experiment, configuration, secrets);
}

void WalRecorder::started(const Json& experiment, const Json& journal) {
  append(wal_record::kRunStarted, {{"journal", presentable(journal)}});
  records_a_run_ = true;
  if (!has_undos(experiment)) return;
  experiment_ = experiment;
  append(wal_record::kEnvironment, {{"checks", environment_checks()}});
}

/// A recovery must undo what the run would have undone, with the same values.
void WalRecorder::hooks_called(const Json& experiment, const Values& values) {
  if (!records_a_run_) return;
  const bool changed = note_experiment(experiment);
  if (experiment_.is_null()) return;
  const bool has_new_values = values.configuration != configuration_ || values.secrets != secrets_;
  if (has_new_values) note_values(experiment, values.configuration, values.secrets);
  if ((changed || has_new_values) && tell_of_change_) tell_of_change_();
}

/// Returns whether it had to be recorded.
bool WalRecorder::note_experiment(const Json& experiment) {
  if (experiment_.is_null() && !has_undos(experiment)) return false;
  if (experiment == experiment_) return false;
  append(wal_record::kExperiment, presentable({{"experiment", experiment}}));
  if (experiment_.is_null()) {
    append(wal_record::kEnvironment, {{"checks", environment_checks()}});
  }
  experiment_ = experiment;
  return true;
}

void WalRecorder::note_values(const Json& experiment, const Json& configuration,
                              const Json& secrets) {
  append(wal_record::kValues, as_record(used_values(configuration, experiment)));
  configuration_ = configuration;
  secrets_ = secrets;
}

void WalRecorder::hypothesis(const char* phase, const Json& state) {
  append(wal_record::kHypothesis, {{"phase", phase}, {"state", presentable_state(state)}});
}

void WalRecorder::hypothesis_before_completed(const Json& /*experiment*/, const Json& state,
                                              const Json& /*journal*/) {
  hypothesis("before", state);
}

void WalRecorder::hypothesis_after_completed(const Json& /*experiment*/, const Json& state,
                                             const Json& /*journal*/) {
  hypothesis("after", state);
}

void WalRecorder::continuous_hypothesis_iteration(int /*index*/, const Json& state) {
  hypothesis("during", state);
}

void WalRecorder::start_rollbacks(const Json& /*experiment*/) {
  append(wal_record::kRollbacksStarted, Json::object());
}

void WalRecorder::strategy_imposed(std::string_view strategy) {
  append(wal_record::kStrategy, {{"rollbacks", strategy}});
}

void WalRecorder::rollbacks_decided(bool declared) {
  if (!experiment_.is_null()) append(wal_record::kRollbacksDecided, {{"declared", declared}});
}

void WalRecorder::facts(const Json& facts) {
  if (!facts.empty()) append(wal_record::kFacts, {{"facts", facts}});
}

void WalRecorder::checked(const Json& facts, const Json& state) {
  this->facts(facts);
  if (!state.is_null()) hypothesis(kAfterRollbacks, state);
}

void WalRecorder::finish(const Json& journal) {
  Json end = Json::object();  // of which a control may have removed anything
  for (const char* key : {"status", "deviated", "end", "duration"})
    if (const Json* value = find(journal, key)) end[key] = *value;
  append(wal_record::kRunEnded, end);
}

}  // namespace chaos

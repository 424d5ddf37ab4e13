#include "run/runner.h"

#include <fmt/format.h>

#include "activity/provider_call.h"
#include "chaos/error.h"
#include "context/configuration.h"
#include "context/secrets.h"
#include "context/substitution.h"
#include "context/vault.h"
#include "experiment/experiment.h"
#include "log/log.h"
#include "os/clock.h"
#include "run/hypothesis.h"
#include "run/journal.h"
#include "run/left_running.h"
#include "run/method.h"
#include "run/undo.h"

namespace chaos {
namespace {

const Json kNone;
const std::string kUngracefully = "30";  // the exit code that forbids rollbacks

const Json& member(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr ? *value : kNone;
}

/// As in the reference, the probe of a dynamic value gets the (empty) secrets in the document, but
/// no values that must stay secret.
void note_no_secrets(Json& experiment) {
  Json* configuration = find(experiment, "configuration");
  if (configuration == nullptr || !configuration->is_object()) return;
  for (auto& value : *configuration) {
    const Json* type = find(value, "type");
    Json* provider = type != nullptr && *type == "probe" ? find(value, "provider") : nullptr;
    if (provider != nullptr && provider->is_object()) (*provider)["secrets"] = Json::object();
  }
}

/// Gives the probe of a dynamic value all secrets; the document itself is not changed.
Json with_all_secrets(Json probe, const Json& secrets) {
  Json targets = Json::array();
  for (const auto& [target, values] : secrets.items())
    targets.push_back(target);
  if (Json* provider = find(probe, "provider")) (*provider)["secrets"] = std::move(targets);
  return probe;
}

/// Whether the experiment still has this undo for any of its actions.
bool has_undo(const Json& experiment, const Json& undo) {
  bool found = false;
  for_each_activity(experiment, [&](const Json&, const std::string& pointer) {
    found = found ||
            (pointer.find("/rollback") != pointer.npos && undo_at(experiment, pointer) == undo);
  });
  return found;
}

/// What the runner relies on, or writes to, while it plays activities.
Json needed_members(const Json& journal) {
  Json needed = Json::object();
  for (const char* key :
       {"experiment", "start", "status", "deviated", "steady_states", "run", "rollbacks"})
    needed[key] = journal.at(key);
  return needed;
}

/// Tells the recorder what stops say about the rollbacks, as long as it lives.
class OrderRecord {
 public:
  OrderRecord(Interruption& interruption, ActivityRecorder* recorder)
      : interruption_(interruption) {
    if (recorder == nullptr) return;
    interruption_.follow_order([recorder](RollbackOrder order) {
      recorder->strategy_imposed(order == RollbackOrder::kForbid ? "never" : "always");
    });
  }
  ~OrderRecord() { interruption_.follow_order({}); }
  OrderRecord(const OrderRecord&) = delete;
  OrderRecord& operator=(const OrderRecord&) = delete;

 private:
  Interruption& interruption_;
};

}  // namespace

void Runner::prepare(const Overrides& overrides) {
  const std::stop_token stop = interruption_.foreground();
  Values values;
  const Json& experiment = context_.experiment;
  if (find(experiment, "title") == nullptr) {
    throw InvalidExperiment(Diagnostic{
        .message = "experiment requires a title", .pointer = "", .hint = "add a \"title\""});
  }
  ControlSet::check(experiment);
  const Json declared =
      load_configuration(member(experiment, "configuration"), overrides.configuration);
  values.secrets = load_secrets(member(experiment, "secrets"), declared, overrides.secrets, stop,
                                &read_vault_secret);
  values.configuration =
      load_dynamic_configuration(declared, [&](const Json& probe, const Json& known) {
        return run_provider(context_.registry, with_all_secrets(probe, values.secrets),
                            {.configuration = known, .secrets = values.secrets}, stop);
      });
  if (values.secrets.empty()) note_no_secrets(context_.experiment);
  context_.values = std::make_shared<const Values>(std::move(values));
}

Json Runner::run() {
  const os::Stopwatch stopwatch(*context_.clock);
  begin();
  const OrderRecord order(interruption_, context_.recorder);
  announce();
  play();
  leave_method();
  if (rollbacks_allowed_) roll_back();
  leave_rollbacks();
  if (plan_.found != nullptr) plan_.found->look_after(interruption_);
  end(stopwatch.seconds());
  const std::lock_guard lock(context_.mutex);
  return std::move(context_.journal);
}

/// A step before there is anything to interrupt: if an extension requests a stop, the run stops
/// where it would begin.
template <class Body>
void Runner::opening_step(const Body& body) {
  try {
    context_.step(body);
  } catch (const InterruptExecution& error) {
    log::critical(error.what());
    interruption_.request(Cause::kControl);
  }
}

void Runner::begin() {
  context_.undoes_actions = plays_undos(plan_.rollbacks);
  opening_step([this] { start_journal(); });
}

void Runner::start_journal() {
  Json& experiment = context_.experiment;
  const auto& values = *context_.values;
  experiment["title"] = substitute(experiment["title"], values.configuration, values.secrets);
  experiment["dry"] = context_.dry ? Json(to_string(*context_.dry)) : Json();
  log::info(fmt::format("Running experiment: {}", python_str(experiment["title"])));
  context_.journal = new_journal(experiment, *context_.clock);
  context_.record.begin(context_.journal);
  context_.needed_in_journal = needed_members(context_.journal);
  if (plan_.found != nullptr) plan_.found->announce(context_.journal);
  context_.events.emit([&](auto& handler) { handler.started(experiment, context_.journal); });
}

void Runner::announce() {
  opening_step([this] { configure_controls(); });
  log::info(fmt::format("Steady-state strategy: {}", to_string(plan_.hypothesis)));
  log::info(fmt::format("Rollbacks strategy: {}", plan_.rollbacks));
  if (plan_.hypothesis == HypothesisStrategy::kSkip) {
    log::info("Skipping Steady-State Hypothesis as requested");
    return;
  }
  const std::lock_guard lock(context_.mutex);
  with_hypothesis_ = has_hypothesis_probes(context_.experiment);
  if (!with_hypothesis_) {
    log::info("No steady state hypothesis defined. That's ok, just exploring.");
  }
}

void Runner::configure_controls() {
  if (context_.dry) {
    log::warning(fmt::format("Running experiment with dry {}", to_string(*context_.dry)));
  }
  auto values = std::make_shared<Values>(*context_.values);
  context_.controls.configure({.experiment = &context_.experiment,
                               .journal = &context_.journal,
                               .configuration = &values->configuration,
                               .secrets = &values->secrets,
                               .settings = &context_.settings},
                              context_.events);
  context_.values = values;
  if (ModuleHost* modules = context_.registry.module_host()) {
    modules->begin(context_.experiment, context_.settings, context_.controls.global());
  }
  const Json schedule = {{"continuous_hypothesis_frequency", plan_.schedule.frequency_seconds},
                         {"fail_fast", plan_.schedule.fail_fast}};
  context_.events.emit([&](auto& handler) {
    handler.running(context_.experiment, context_.journal, values->configuration, values->secrets,
                    schedule, context_.settings);
  });
}

void Runner::interrupt() {
  const std::lock_guard lock(context_.mutex);
  context_.set_status("interrupted");
}

void Runner::play() {
  std::optional<ContinuousHypothesis>
      continuous;  // ends after what interrupts it has been reported
  try {
    play_between_controls(continuous);
    if (interruption_.foreground().stop_requested()) throw Stopped();
  } catch (const ExitRequested& exit) {
    interrupt();
    explain_exit(exit.code());
  } catch (const Stopped&) {
    interrupt();
    explain_stop(interruption_.cause().value_or(Cause::kInterrupt));
  } catch (const InterruptExecution& error) {
    interrupt();
    log::critical(error.what());
    emit_interrupted();
  } catch (const std::exception& error) {
    abort(error.what());
  }
}

void Runner::play_between_controls(std::optional<ContinuousHypothesis>& continuous) {
  context_.step([this] {
    context_.apply_controls(true, {.level = ControlLevel::kExperiment,
                                   .context = [this]() -> Json& { return context_.experiment; },
                                   .state = {}});
  });
  const std::stop_token stop = interruption_.foreground();
  if (with_hypothesis_ && checks_before(plan_.hypothesis) &&
      !check_hypothesis_before(context_, stop)) {
    return;
  }
  if (with_hypothesis_ && checks_during(plan_.hypothesis)) {
    continuous.emplace(context_, interruption_, plan_.schedule);
  }
  const bool played = play_method(context_, interruption_, plan_.around_method);
  continuous.reset();
  {
    const std::lock_guard lock(context_.mutex);
    const std::string& status = context_.outcome.status;
    if (!played || status == "interrupted" || status == "aborted") return;
  }
  if (with_hypothesis_ && checks_after(plan_.hypothesis)) check_hypothesis_after(context_, stop);
}

/// Says which signal ended the run, in the words of the reference. Guards and controls log their
/// own messages.
void Runner::explain_stop(Cause cause) {
  switch (cause) {
    case Cause::kTerminate:
      log::critical(fmt::format("{} signal received", interruption_.signal()));
      return emit_interrupted();
    case Cause::kControl:
    case Cause::kGuard:
      return emit_interrupted();
    case Cause::kInterrupt:
      log::warning("Received a termination signal (Ctrl-C)...");
      break;
    case Cause::kExitGracefully:
      return explain_exit("20");
    case Cause::kExitUngracefully:
      return explain_exit(kUngracefully);
  }
  emit_signal_exit();
}

void Runner::explain_exit(const std::string& code) {
  log::warning(fmt::format("Received the exit signal: {}", code));
  if (code == kUngracefully) {
    log::warning("Ignoring rollbacks as per signal");
    rollbacks_allowed_ = false;
    interruption_.forbid_rollbacks();
  }
  emit_signal_exit();
}

void Runner::emit_interrupted() {
  context_.last_step([this] {
    context_.events.emit(
        [&](auto& handler) { handler.interrupted(context_.experiment, context_.journal); });
  });
}

void Runner::emit_signal_exit() {
  context_.last_step(
      [this] { context_.events.emit([](auto& handler) { handler.signal_exit(); }); });
}

/// The reference crashes here and loses the journal and the rollbacks; we end as after an aborted
/// method.
void Runner::abort(const char* what) {
  {
    const std::lock_guard lock(context_.mutex);
    context_.set_status("aborted");
  }
  log::critical(
      fmt::format("Experiment ran into an un expected fatal error, aborting now.\n"
                  "Traceback (most recent call last):\n  {}",
                  what));
}

/// From here on, only the user can end the run early. A stop that came too late to end the method
/// still makes the run interrupted.
void Runner::leave_method() {
  if (plan_.guards != nullptr) plan_.guards->leave_method();
  const std::optional<Cause> cause = interruption_.enter_rollbacks();
  if (!cause) return;
  const bool says_more = cause == Cause::kExitUngracefully && rollbacks_allowed_;
  {
    const std::lock_guard lock(context_.mutex);
    if (context_.outcome.status == "interrupted" && !says_more) return;
  }
  interrupt();
  explain_stop(*cause);
}

void Runner::roll_back() {
  const std::string strategy = interruption_.demands_rollbacks() ? "always" : plan_.rollbacks;
  RunOutcome outcome;
  Rollbacks what;
  {
    const std::lock_guard lock(context_.mutex);
    // The effect of an action is undone, however the run ended.
    if (plays_undos(strategy)) what.first = undos_of_begun_actions();
    outcome = context_.outcome;
  }
  what.declared = should_roll_back(strategy, outcome.status, outcome.deviated);
  if (context_.recorder != nullptr) {
    const std::lock_guard lock(context_.mutex);
    context_.recorder->rollbacks_decided(what.declared);
  }
  fail_as_judged();
  if (what.declared || !what.first.empty()) play_rollbacks(context_, interruption_, what);
  if (!what.first.empty()) mention_left_running(context_.processes);
}

void Runner::leave_rollbacks() {
  interruption_.leave_rollbacks();
  if (plan_.guards != nullptr) plan_.guards->leave_rollbacks();
  note_late_guard();
}

/// From the runner's own record, whatever controls have done to the experiment. The run's lock must
/// be held.
std::vector<UndoToPlay> Runner::undos_of_begun_actions() {
  RunRecord& record = context_.record;
  record.follow(context_.experiment);
  std::vector<UndoToPlay> undos;
  for (auto& pointer : undos_of_actions(record.experiment(), record.run_places())) {
    Json activity = undo_at(record.experiment(), pointer);
    if (!has_undo(context_.experiment, activity)) {
      log::warning(
          fmt::format("A control changed or removed the rollback '{}' after its action "
                      "began. It is played as it was",
                      name_at(record.experiment(), pointer)));
    }
    undos.push_back({.pointer = std::move(pointer), .activity = std::move(activity)});
  }
  return undos;
}

/// An activity of the method failed, and its `on-failure` says that the run has then failed. The
/// strategy was consulted before, so the rollbacks are played as they would be otherwise: the
/// system was changed.
void Runner::fail_as_judged() {
  const std::lock_guard lock(context_.mutex);
  if (context_.method_failures.fail_run) context_.set_status_of_completed("failed");
}

/// A guard that objected during the rollbacks could not prevent them, but the run still counts as
/// interrupted.
void Runner::note_late_guard() {
  if (!interruption_.reason()) return;
  const std::lock_guard lock(context_.mutex);
  context_.set_status_of_completed("interrupted");
}

void Runner::end(double duration_seconds) {
  context_.last_step([&] { finish_journal(duration_seconds); });
  context_.last_step([this] { leave_controls(); });
}

void Runner::finish_journal(double duration_seconds) {
  Json& journal = context_.journal;
  refresh_experiment(journal, context_.experiment);
  end_journal(journal, duration_seconds, *context_.clock);
  context_.needed_in_journal = Json();  // the last hooks may remove anything
  const bool deviated = truthy(journal.at("deviated"));
  log::info(fmt::format("Experiment ended with status: {}",
                        deviated ? "deviated" : python_str(journal.at("status"))));
  if (deviated) {
    log::info("The steady-state has deviated, a weakness may have been discovered");
  }
  try {
    context_.apply_controls(false, {.level = ControlLevel::kExperiment,
                                    .context = [this]() -> Json& { return context_.experiment; },
                                    .state = [&] { return &journal; }});
  } catch (const std::exception& error) {
    log::debug(fmt::format("Failed to close controls: {}", error.what()));
  }
}

void Runner::leave_controls() {
  Json& journal = context_.journal;
  context_.controls.cleanup(context_.experiment);
  refresh_experiment(journal, context_.experiment);
  context_.events.emit([&](auto& handler) { handler.finish(journal); });
}

}  // namespace chaos

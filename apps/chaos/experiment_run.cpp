#include "experiment_run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "chaos/error.h"
#include "context/settings.h"
#include "context/vault.h"
#include "control/notification.h"
#include "diagnostics.h"
#include "document/loader.h"
#include "experiment/strategy_names.h"
#include "experiment/validation.h"
#include "experiment/warnings.h"
#include "extensions.h"
#include "log/log.h"
#include "os/absolute_path.h"
#include "os/init_process.h"
#include "rollback_advice.h"
#include "run/facts.h"
#include "run/halt_file.h"
#include "run/journal.h"
#include "run/run_origin.h"
#include "run/strategy.h"
#include "run/undo.h"
#include "run/undo_notes.h"
#include "run/wal_recorder.h"
#include "run_conclusion.h"
#include "run_guards.h"
#include "signals.h"
#include "usage_error.h"

namespace chaos::cli {

int ExperimentRun::execute() {
  const Overrides overrides = read_overrides();
  const auto halt_file = std::make_shared<HaltFile>(halt_file_path(), interruption_);
  guards_.add(halt_file);
  const SignalRelay signals(
      interruption_, {.fd = halt_file->fd(), .callback = [halt_file] { halt_file->look(); }});
  if (const auto reason = halt_file->objection({})) return refuse_start(*reason);
  try {
    return execute_guarded(overrides);
  } catch (const Stopped&) {
    if (!interruption_.reason()) throw;
    return code(kRefused);  // the guard has already said why
  }
}

int ExperimentRun::execute_guarded(const Overrides& overrides) {
  settings_ = load_settings(global_.settings);
  if (variant_.read) read_beforehand_ = variant_.read(settings_, interruption_.foreground());
  extensions_ = register_everything(registry_, settings_,
                                    {.stop_of_hooks = [this] { return interruption_.hook(); },
                                     .cause_of_stop = [this] { return interruption_.cause(); },
                                     .interruption = &interruption_,
                                     .journal_path = options_.journal_path});
  extensions_.add_guards(guards_);
  context_.emplace(registry_, settings_);
  load_controls();
  if (warnings_.refuse() || !load()) return code(kInvalid);
  notify(settings_, FlowEvent::kRunStarted, context_->experiment, {}, registry_.module_host());
  if (!options_.no_validation && !validate(overrides)) return code(kInvalid);
  return run(overrides);
}

/// Errors that only the command line can contain come first, before anything is done.
Overrides ExperimentRun::read_overrides() const {
  for (const auto& file : options_.control_files)
    require_file("--control-file", file);
  return options_.variables.read();
}

void ExperimentRun::load_controls() {
  warnings_.show(settings_warnings(global_, settings_));
  warnings_.show(context_->controls.load_global(settings_, options_.control_files));
}

bool ExperimentRun::load() {
  Json source = options_.source;
  bool loaded = false;
  const ControlPoint point{.level = ControlLevel::kLoader,
                           .context = [&]() -> Json& { return source; },
                           .state = [&] { return loaded ? &document_.root : nullptr; }};
  try {
    with_loader_controls(point, [&] {
      document_ = read_beforehand_
                      ? *std::exchange(read_beforehand_, std::nullopt)
                      : load_document(options_.source, settings_, !options_.no_verify_tls,
                                      interruption_.foreground(), options_.source_format);
      loaded = true;
    });
  } catch (const InvalidSource& error) {
    log::error(error.what());
    show(error.diagnostic());
    return false;
  }
  context_->experiment = document_.root;
  warnings_.show(settings_strategy_warnings(global_, settings_, context_->experiment, options_));
  return true;
}

template <class Body>
void ExperimentRun::with_loader_controls(const ControlPoint& point, const Body& body) {
  const ControlScene scene{
      .experiment = nullptr, .configuration = nullptr, .secrets = nullptr, .settings = &settings_};
  try {
    context_->controls.before(scene, point);
    body();
  } catch (...) {
    context_->controls.after(scene, point);
    throw;
  }
  context_->controls.after(scene, point);
}

bool ExperimentRun::validate(const Overrides& overrides) {
  try {
    Json secrets;
    validate_experiment(context_->experiment, {.registry = registry_,
                                               .read_vault = &read_vault_secret,
                                               .stop = interruption_.foreground(),
                                               .secrets = &secrets});
    if (variant_.validate) variant_.validate(context_->experiment);
    warnings_.show(find_warnings(context_->experiment, document_,
                                 {.overrides = overrides,
                                  .has_global_controls = context_->controls.has_global(),
                                  .secrets = std::move(secrets)}),
                   &document_);
    return !warnings_.refuse();
  } catch (const InvalidExperiment& error) {
    return refuse(error);
  }
}

bool ExperimentRun::refuse(const ChaosError& error) const {
  log::error(error.what());
  show(error.diagnostic(), &document_);
  return false;
}

/// A guard kept the run from starting, before anything was changed.
int ExperimentRun::refuse_start(const StopReason& reason) {
  log::critical(reason.sentence);
  show({.message = reason.sentence, .hint = "nothing was run"});
  return code(kRefused);
}

/// Stores the strategies of this run in the settings, where controls look for them.
void ExperimentRun::note_in_settings(const Strategies& strategies) {
  Json& settings = context_->settings;
  if (!settings.is_object()) return;
  Json& runtime = settings["runtime"];
  if (!runtime.is_object()) runtime = Json::object();
  runtime["rollbacks"]["strategy"] = strategies.rollbacks;
  runtime["hypothesis"]["strategy"] = strategies.hypothesis;
}

/// As in the reference, only the command line counts. The author of the key expects a dry run, so
/// warn.
void ExperimentRun::warn_of_dry() const {
  const Json* dry = find(document_.root, "dry");
  if (dry == nullptr || !truthy(*dry) || options_.dry) return;
  show({.message = "\"dry\" has no effect here, so everything is executed",
        .pointer = "/dry",
        .hint = "use --dry, or set \"dry\" on each activity"},
       &document_);
}

RunPlan ExperimentRun::plan() {
  warn_of_dry();
  refuse_unknown_strategies(context_->experiment, options_);
  const Strategies strategies = effective_strategies(
      settings_, context_->experiment, options_.hypothesis_strategy, options_.rollback_strategy);
  log::debug(fmt::format("Runtime strategies: hypothesis - {} / rollbacks - {}",
                         strategies.hypothesis, strategies.rollbacks));
  note_in_settings(strategies);
  std::string name = strategies.hypothesis;
  if (name == "continously") {
    log::warning(
        "\nThe \"--hypothesis-strategy=continously\" command is depreciating and will be removed "
        "in a future version\nInstead, please use \"--hypothesis-strategy=continuously\"");
    name = "continuously";
  }
  const auto hypothesis = hypothesis_strategy_from(name);
  if (!hypothesis) {
    throw InvalidExperiment(Diagnostic{
        .message = fmt::format("unknown hypothesis strategy '{}' in the settings", name),
        .hint = fmt::format("use one of {}", fmt::join(hypothesis_strategy_names(), ", "))});
  }
  rollback_strategy_ = strategies.rollbacks;
  return {.hypothesis = *hypothesis,
          .rollbacks = strategies.rollbacks,
          .schedule = {.frequency_seconds = options_.hypothesis_frequency,
                       .fail_fast = options_.fail_fast},
          .found = &prepare_check(*hypothesis)};
}

/// Prepares the check that the system is left as it was found.
FoundCheck& ExperimentRun::prepare_check(HypothesisStrategy strategy) {
  const bool wanted = wants_hypothesis_after_rollbacks(settings_, context_->experiment);
  found_.emplace(*context_, wanted || options_.check_after_rollbacks);
  if (strategy == HypothesisStrategy::kSkip) {
    found_->give_hypothesis_up("the hypothesis was skipped, as requested");
  }
  return *found_;
}

Json ExperimentRun::origin() const {
  std::error_code unknown;
  const bool has_settings = std::filesystem::exists(global_.settings, unknown);
  const std::string directory = std::filesystem::current_path().string();
  Json origin = {{"source", options_.source},
                 {"settings", has_settings ? os::absolute_path(global_.settings) : ""},
                 {"directory", directory},
                 {"directory_id", directory_id(directory)}};
  options_.variables.note(origin);
  note_interpreter(origin, settings_);
  return origin;
}

std::string ExperimentRun::title() const {
  const Json* title = find(document_.root, "title");
  return title != nullptr && title->is_string() ? title->get<std::string>() : std::string();
}

/// The exit code if there is no run.
int ExperimentRun::code(ExitCode detailed) {
  refusal_ = detailed;
  return options_.detailed_exit_codes ? detailed : classic_exit_code(detailed);
}

int ExperimentRun::run(const Overrides& overrides) {
  if (!context_->experiment.is_object()) {
    refuse(InvalidExperiment("an experiment must be a mapping"));
    return code(kInvalid);
  }
  if (options_.dry) context_->dry = dry_from_text(*options_.dry);
  // Released after the log: a log that stays says that the resources are not as they should be.
  std::optional<RunResources> resources;
  JournalFile file(os::FileSystem::real(), options_.journal_path, RunDirectory::of_user());
  RunPlan how;
  try {
    how = plan();
  } catch (const InvalidExperiment& error) {
    refuse(error);
    return code(kInvalid);
  }
  try {
    resources.emplace(context_->experiment, options_.wait, interruption_.foreground());
  } catch (const ResourceInUse& error) {
    log::critical(error.what());
    show(error.diagnostic());
    return code(kRefused);
  }
  how.guards = &guards_;
  if (variant_.adjust) variant_.adjust(how, *context_, extensions_);
  add_guards(guards_, *context_, interruption_,
             {.deadline = options_.deadline,
              .rollback_strategy = rollback_strategy_,
              .settings_path = global_.settings});
  Runner runner(*context_, interruption_, std::move(how));
  // Both are known now; at the end, the directory may have been deleted.
  const Json origin = this->origin();
  const std::string journal_path = os::absolute_path(options_.journal_path);
  file.open(origin);
  resources->name_run(file.run_id());
  for (const auto& notice : file.take_notices())
    warn(notice);
  try {
    runner.prepare(overrides);
    if (const auto reason = guards_.objection(interruption_.foreground())) {
      file.discard();
      return refuse_start(*reason);
    }
    found_->look_before(interruption_.foreground());
  } catch (const FactUnknown& error) {
    file.discard();
    return refuse_start({.guard = "facts", .sentence = error.what()});
  } catch (const InvalidExperiment& error) {
    file.discard();
    refuse(error);
    return code(kInvalid);
  } catch (...) {
    file.discard();
    throw;
  }
  context_->anything_to_undo = may_undo(context_->experiment, context_->dry);
  std::shared_ptr<WalRecorder> recorder;
  if (file.wal() != nullptr) {
    recorder = std::make_shared<WalRecorder>(*file.wal());
    context_->recorder = recorder.get();
    context_->events.add(recorder);
    recorder->facts(found_->facts());
    found_->record_with(
        [recorder](const Json& facts, const Json& state) { recorder->checked(facts, state); });
  }
  const auto watchdog = make_watchdog(file, *resources);
  if (recorder) {
    recorder->on_change([this, watchdog] {
      context_->anything_to_undo = may_undo(context_->experiment, context_->dry);
      if (watchdog) watchdog->follow_change();
    });
  }
  display_.follow(context_->events);
  guards_.watch();
  Json journal = runner.run();
  state_undo_notes(
      journal, *context_,
      {.header = origin, .journal_path = journal_path, .strategy = rollback_strategy_});
  display_.end();
  guards_.end();
  guards_.note(journal);
  const int exit_code = conclude(file, presentable(std::move(journal)));
  if (watchdog) watchdog->dismiss();
  extensions_.end();
  return exit_code;
}

/// The watchdog rolls back if this process is killed. Returns nullptr if it is not wanted or not
/// possible. It starts only once there is something to undo, which a control may add.
std::shared_ptr<Watchdog> ExperimentRun::make_watchdog(JournalFile& file,
                                                       const RunResources& resources) {
  if (file.wal() == nullptr || options_.no_watchdog || !plays_undos(rollback_strategy_) ||
      !wants_watchdog(context_->experiment, settings_)) {
    return nullptr;
  }
  if (os::takes_container_along()) {
    if (!needs_watchdog(*context_, rollback_strategy_)) return nullptr;
    show({.message = "",
          .hint =
              "the run is the first process of its container, so no watchdog can roll back if it "
              "is killed; keep the journal on a volume, where `chaos recover` can find the log"});
    return nullptr;
  }
  auto watchdog = std::make_shared<Watchdog>(
      global_, Watchdog::Options{.wal = os::absolute_path(file.wal()->path()),
                                 .context = *context_,
                                 .rollback_strategy = rollback_strategy_,
                                 .inherited = resources.descriptors()});
  context_->events.add(watchdog);
  return watchdog;
}

int ExperimentRun::conclude(JournalFile& file, const Json& journal) {
  const RunConclusion conclusion({.global = global_,
                                  .options = options_,
                                  .settings = settings_,
                                  .registry = registry_,
                                  .rollback_strategy = rollback_strategy_});
  has_concluded_ = true;
  if (!conclusion.conclude(file, journal, display_)) return kFailure;
  if (variant_.judge) return variant_.judge(journal);
  return exit_code_of_run(journal, options_.detailed_exit_codes);
}

}  // namespace chaos::cli

#include "experiment_run.h"

#include <fmt/format.h>

#include <utility>

#include "chaos/error.h"
#include "context/settings.h"
#include "context/vault.h"
#include "control/notification.h"
#include "diagnostics.h"
#include "document/loader.h"
#include "experiment/validation.h"
#include "extensions.h"
#include "github.h"
#include "log/log.h"
#include "report/report.h"
#include "run/journal.h"
#include "run/wal_recorder.h"
#include "signals.h"
#include "usage_error.h"

namespace chaos::cli {

int ExperimentRun::execute() {
  const Overrides overrides = read_overrides();
  const SignalRelay signals(interruption_);
  settings_ = load_settings(global_.settings);
  if (variant_.read) read_beforehand_ = variant_.read(settings_, interruption_.foreground());
  chaosiq_ = register_everything(registry_, settings_,
                                 {.stop_of_hooks = [this] { return interruption_.hook(); },
                                  .journal_path = options_.journal_path});
  context_.emplace(registry_, settings_);
  load_controls();
  if (!load()) return code(kInvalid);
  notify(settings_, FlowEvent::kRunStarted, context_->experiment, {}, registry_.module_host());
  if (!options_.no_validation && !validate()) return code(kInvalid);
  return run(overrides);
}

/// What only the command line can have wrong comes first, before anything is done.
Overrides ExperimentRun::read_overrides() const {
  for (const auto& file : options_.control_files)
    require_file("--control-file", file);
  return options_.variables.read();
}

void ExperimentRun::load_controls() {
  context_->controls.load_global(settings_, options_.control_files);
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
                                      interruption_.foreground());
      loaded = true;
    });
  } catch (const InvalidSource& error) {
    log::error(error.what());
    show(error.diagnostic());
    return false;
  }
  context_->experiment = document_.root;
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

bool ExperimentRun::validate() {
  try {
    validate_experiment(context_->experiment, {.registry = registry_,
                                               .read_vault = &read_vault_secret,
                                               .stop = interruption_.foreground()});
    if (variant_.validate) variant_.validate(context_->experiment);
    return true;
  } catch (const InvalidExperiment& error) {
    return refuse(error);
  }
}

bool ExperimentRun::refuse(const ChaosError& error) const {
  log::error(error.what());
  show(error.diagnostic(), &document_);
  return false;
}

/// Controls look there for what holds in this run.
void ExperimentRun::note_in_settings(const Strategies& strategies) {
  Json& settings = context_->settings;
  if (!settings.is_object()) return;
  Json& runtime = settings["runtime"];
  if (!runtime.is_object()) runtime = Json::object();
  runtime["rollbacks"]["strategy"] = strategies.rollbacks;
  runtime["hypothesis"]["strategy"] = strategies.hypothesis;
}

RunPlan ExperimentRun::plan() {
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
        .message = fmt::format("unknown hypothesis strategy '{}'", name),
        .pointer = "/runtime/hypothesis/strategy",
        .hint = "use default, before-method-only, after-method-only, during-method-only, "
                "continuously or skip"});
  }
  rollback_strategy_ = strategies.rollbacks;
  return {.hypothesis = *hypothesis,
          .rollbacks = strategies.rollbacks,
          .schedule = {.frequency_seconds = options_.hypothesis_frequency,
                       .fail_fast = options_.fail_fast}};
}

Json ExperimentRun::origin() const {
  Json origin = {{"source", options_.source}, {"settings", global_.settings}};
  options_.variables.note(origin);
  return origin;
}

int ExperimentRun::code(ExitCode detailed) const {
  return options_.detailed_exit_codes ? detailed : classic_exit_code(detailed);
}

int ExperimentRun::run(const Overrides& overrides) {
  if (!context_->experiment.is_object()) {
    refuse(InvalidExperiment("an experiment must be a mapping"));
    return code(kInvalid);
  }
  if (options_.dry) context_->dry = dry_from_text(*options_.dry);
  JournalFile file(os::FileSystem::real(), options_.journal_path);
  RunPlan how = plan();
  if (variant_.adjust) variant_.adjust(how, *context_, *chaosiq_);
  Runner runner(*context_, interruption_, std::move(how));
  file.open(origin());
  try {
    runner.prepare(overrides);
  } catch (const InvalidExperiment& error) {
    file.discard();
    refuse(error);
    return code(kInvalid);
  } catch (...) {
    file.discard();
    throw;
  }
  if (file.wal() != nullptr) {
    const auto recorder = std::make_shared<WalRecorder>(*file.wal());
    context_->recorder = recorder.get();
    context_->events.add(recorder);
  }
  display_.follow(context_->events);
  Json journal = runner.run();
  display_.end();
  const int exit_code = conclude(file, presentable(std::move(journal)));
  chaosiq_->end();
  return exit_code;
}

/// Writes the journal and the reports on it. Returns whether all of them could be written.
bool ExperimentRun::write_files(JournalFile& file, const Json& journal) {
  bool written = true;
  const auto attempt = [&](const auto& write) {
    try {
      write();
    } catch (const ChaosError& error) {
      log::error(error.what());
      show(error.diagnostic());
      written = false;
    }
  };
  attempt([&] { file.write(journal); });
  for (const auto& destination : options_.reports) {
    attempt([&] {
      report::write_report(os::FileSystem::real(), destination, journal, options_.journal_path);
    });
  }
  return written;
}

void ExperimentRun::tell_user(const Json& journal) {
  annotate_run(journal, options_.journal_path);
  display_.summarize(journal, options_.journal_path, rollback_strategy_);
}

int ExperimentRun::conclude(JournalFile& file, const Json& journal) {
  const bool written = write_files(file, journal);
  const bool completed = journal.at("status") == "completed";
  const bool deviated = truthy(journal.at("deviated"));
  notify(settings_, completed ? FlowEvent::kRunCompleted : FlowEvent::kRunFailed, journal, {},
         registry_.module_host());
  if (deviated) {
    notify(settings_, FlowEvent::kRunDeviated, journal, {}, registry_.module_host());
  }
  tell_user(journal);
  if (!written) return kFailure;
  if (variant_.judge) return variant_.judge(journal);
  return code(detailed_exit_code(journal));
}

}  // namespace chaos::cli

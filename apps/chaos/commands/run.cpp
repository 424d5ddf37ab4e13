#include <fmt/format.h>
#include <signal.h>

#include <memory>
#include <optional>

#include "activity/run_context.h"
#include "chaos/error.h"
#include "cli.h"
#include "context/convert.h"
#include "context/settings.h"
#include "context/variables.h"
#include "context/vault.h"
#include "control/notification.h"
#include "diagnostics.h"
#include "document/loader.h"
#include "exit_code.h"
#include "experiment/validation.h"
#include "extensions.h"
#include "log/log.h"
#include "os/signal_watcher.h"
#include "run/journal.h"
#include "run/journal_file.h"
#include "run/runner.h"
#include "run/wal_recorder.h"
#include "signals.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

struct RunOptions {
  std::string source;
  std::string journal_path = "./journal.json";
  std::optional<std::string> dry;
  bool no_validation = false;
  bool no_verify_tls = false;
  std::optional<std::string> rollback_strategy;
  std::vector<std::string> variables;
  std::vector<std::string> variable_files;
  std::vector<std::string> control_files;
  std::optional<std::string> hypothesis_strategy;
  double hypothesis_frequency = 1.0;
  bool fail_fast = false;
};

/// One `chaos run`, step by step.
class RunCommand {
 public:
  RunCommand(const GlobalOptions& global, const RunOptions& options)
      : global_(global), options_(options) {}

  int execute() {
    const Overrides overrides = read_overrides();
    const SignalRelay signals(interruption_);
    settings_ = load_settings(global_.settings);
    register_everything(registry_, settings_, [this] { return interruption_.hook(); });
    context_.emplace(registry_, settings_);
    load_controls();
    if (!load()) return kFailure;
    notify(settings_, FlowEvent::kRunStarted, context_->experiment, {}, registry_.module_host());
    if (!options_.no_validation && !validate()) return kFailure;
    return run(overrides);
  }

 private:
  /// What only the command line can have wrong comes first, before anything is done.
  Overrides read_overrides() const {
    for (const auto& file : options_.variable_files)
      require_file("--var-file", file);
    for (const auto& file : options_.control_files)
      require_file("--control-file", file);
    Json variables;
    try {
      variables = convert_variables(options_.variables);
    } catch (const std::invalid_argument& error) {
      throw UsageError(fmt::format("Invalid value for '--var': {}", error.what()));
    }
    return load_overrides(variables, options_.variable_files);
  }

  void load_controls() { context_->controls.load_global(settings_, options_.control_files); }

  bool load() {
    Json source = options_.source;
    bool loaded = false;
    const ControlPoint point{.level = ControlLevel::kLoader,
                             .context = [&]() -> Json& { return source; },
                             .state = [&] { return loaded ? &document_.root : nullptr; }};
    try {
      with_loader_controls(point, [&] {
        document_ = load_document(options_.source, settings_, !options_.no_verify_tls,
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
  void with_loader_controls(const ControlPoint& point, const Body& body) {
    const ControlScene scene{.experiment = nullptr,
                             .configuration = nullptr,
                             .secrets = nullptr,
                             .settings = &settings_};
    try {
      context_->controls.before(scene, point);
      body();
    } catch (...) {
      context_->controls.after(scene, point);
      throw;
    }
    context_->controls.after(scene, point);
  }

  bool validate() {
    try {
      validate_experiment(context_->experiment, {.registry = registry_,
                                                 .read_vault = &read_vault_secret,
                                                 .stop = interruption_.foreground()});
      return true;
    } catch (const InvalidExperiment& error) {
      return refuse(error);
    }
  }

  bool refuse(const ChaosError& error) const {
    log::error(error.what());
    show(error.diagnostic(), &document_);
    return false;
  }

  /// Controls look there for what holds in this run.
  void note_in_settings(const Strategies& strategies) {
    Json& settings = context_->settings;
    if (!settings.is_object()) return;
    Json& runtime = settings["runtime"];
    if (!runtime.is_object()) runtime = Json::object();
    runtime["rollbacks"]["strategy"] = strategies.rollbacks;
    runtime["hypothesis"]["strategy"] = strategies.hypothesis;
  }

  RunPlan plan() {
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
    return {.hypothesis = *hypothesis,
            .rollbacks = strategies.rollbacks,
            .schedule = {.frequency_seconds = options_.hypothesis_frequency,
                         .fail_fast = options_.fail_fast}};
  }

  Json origin() const {
    return {{"source", options_.source},
            {"settings", global_.settings},
            {"variables", options_.variables},
            {"variable_files", options_.variable_files}};
  }

  int run(const Overrides& overrides) {
    if (!context_->experiment.is_object()) {
      refuse(InvalidExperiment("an experiment must be a mapping"));
      return kFailure;
    }
    if (options_.dry) context_->dry = dry_from_text(*options_.dry);
    JournalFile file(os::FileSystem::real(), options_.journal_path);
    Runner runner(*context_, interruption_, plan());
    file.open(origin());
    try {
      runner.prepare(overrides);
    } catch (const InvalidExperiment& error) {
      file.discard();
      refuse(error);
      return kFailure;
    } catch (...) {
      file.discard();
      throw;
    }
    if (file.wal() != nullptr) {
      const auto recorder = std::make_shared<WalRecorder>(*file.wal());
      context_->recorder = recorder.get();
      context_->events.add(recorder);
    }
    Json journal = runner.run();
    return conclude(file, presentable(std::move(journal)));
  }

  int conclude(JournalFile& file, const Json& journal) {
    bool written = true;
    try {
      file.write(journal);
    } catch (const JournalError& error) {
      log::error(error.what());
      show(error.diagnostic());
      written = false;
    }
    const bool completed = journal.at("status") == "completed";
    const bool deviated = truthy(journal.at("deviated"));
    notify(settings_, completed ? FlowEvent::kRunCompleted : FlowEvent::kRunFailed, journal, {},
           registry_.module_host());
    if (deviated) {
      notify(settings_, FlowEvent::kRunDeviated, journal, {}, registry_.module_host());
    }
    return written && completed && !deviated ? kSuccess : kFailure;
  }

  const GlobalOptions& global_;
  const RunOptions& options_;
  Interruption interruption_;
  Registry registry_;
  Json settings_;
  Document document_;
  std::optional<RunContext> context_;
};

void add_options(CLI::App& command, RunOptions& options) {
  command.add_option("SOURCE", options.source, "A .json, .yaml or .yml file, or an HTTP(S) URL.")
      ->required();
  command.add_option("--journal-path", options.journal_path, "Where to save the journal.")
      ->capture_default_str();
  allow_only(*command.add_option("--dry", options.dry, "Rehearse without executing these."),
             {"probes", "actions", "activities", "pause"});
  command.add_flag("--no-validation", options.no_validation, "Run without validating first.")
      ->disable_flag_override();
  command.add_flag("--no-verify-tls", options.no_verify_tls, "Do not verify TLS certificates.")
      ->disable_flag_override();
  allow_only(*command.add_option("--rollback-strategy", options.rollback_strategy,
                                 "When to play rollbacks."),
             {"default", "always", "never", "deviated"});
  command
      .add_option("--var", options.variables,
                  "name[:type]=value: replaces a configuration value. Repeatable.")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("NAME=VALUE");
  command
      .add_option("--var-file", options.variable_files,
                  "A .json, .yaml or .env file of variables. Repeatable.")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("FILE");
  command
      .add_option("--control-file", options.control_files,
                  "A .json or .yaml file of controls to apply. Repeatable.")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("FILE");
  allow_only(*command.add_option("--hypothesis-strategy", options.hypothesis_strategy,
                                 "When to check the hypothesis."),
             {"default", "before-method-only", "after-method-only", "during-method-only",
              "continuously", "continously"});
  require_number(*command
                      .add_option("--hypothesis-frequency", options.hypothesis_frequency,
                                  "Seconds between two checks during the method.")
                      ->type_name("SECONDS"));
  command
      .add_flag("--fail-fast", options.fail_fast,
                "End the run at the first check during the method that is not met.")
      ->disable_flag_override();
}

}  // namespace

void add_run_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Run the experiment at SOURCE.");
  command->footer("Example: chaos run --rollback-strategy always experiment.json");
  add_options(*command, *options);
  command->callback([options, &invocation] {
    invocation.command = [options, &invocation] {
      return RunCommand(invocation.global, *options).execute();
    };
  });
}

}  // namespace chaos::cli

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "activity/run_context.h"
#include "chaos/json.h"
#include "chaos/registry.h"
#include "cli.h"
#include "control/control_set.h"
#include "document/document.h"
#include "exit_code.h"
#include "extensions.h"
#include "log/console.h"
#include "run/found_check.h"
#include "run/guard.h"
#include "run/interruption.h"
#include "run/journal_file.h"
#include "run/runner.h"
#include "run/strategy.h"
#include "run_display.h"
#include "run_options.h"
#include "run_resources.h"
#include "warnings.h"
#include "watchdog.h"

namespace chaos::cli {

/// Hooks for commands that do more than a plain run. Each may be empty.
struct RunVariant {
  /// Reads the source instead of the run, before there are controls. May change the settings.
  std::function<Document(Json& settings, const std::stop_token& stop)> read = {};
  /// Validates what the validation of the experiment does not. Throws InvalidExperiment.
  std::function<void(const Json& experiment)> validate = {};
  /// May change how the experiment is run.
  std::function<void(RunPlan& plan, RunContext& context, const ExtensionsInRun& extensions)>
      adjust = {};
  /// Returns the exit code for the journal.
  std::function<int(const Json& journal)> judge = {};
};

/// One run of an experiment, from its source to the exit code: what `chaos run` and `chaos verify`
/// have in common.
class ExperimentRun {
 public:
  /// All must outlive this.
  ExperimentRun(const GlobalOptions& global, const RunOptions& options,
                const RunVariant& variant = {})
      : global_(global),
        options_(options),
        variant_(variant),
        display_(global, options.display),
        warnings_(options.strict) {}

  /// Throws UsageError, ChaosError, Stopped.
  int execute();

  /// Whether a run has ended, and its journal and reports have been written.
  bool has_concluded() const { return has_concluded_; }
  /// Why there was no run; nothing if an exception says so.
  std::optional<ExitCode> refusal() const { return refusal_; }
  /// The title of the experiment, as far as it is known.
  std::string title() const;

 private:
  Overrides read_overrides() const;
  void load_controls();
  bool load();
  template <class Body>
  void with_loader_controls(const ControlPoint& point, const Body& body);
  bool validate(const Overrides& overrides);
  bool refuse(const ChaosError& error) const;
  int refuse_start(const StopReason& reason);
  int execute_guarded(const Overrides& overrides);
  void note_in_settings(const Strategies& strategies);
  void warn_of_dry() const;
  RunPlan plan();
  FoundCheck& prepare_check(HypothesisStrategy strategy);
  Json origin() const;
  int code(ExitCode detailed);
  int run(const Overrides& overrides);
  std::shared_ptr<Watchdog> make_watchdog(JournalFile& file, const RunResources& resources);
  int conclude(JournalFile& file, const Json& journal);

  const GlobalOptions& global_;
  const RunOptions& options_;
  const RunVariant& variant_;
  RunDisplay display_;
  Warnings warnings_;
  Interruption interruption_{&std::chrono::steady_clock::now, &log::stop_waiting_for_consoles};
  Registry registry_;
  ExtensionsInRun extensions_;
  Json settings_;
  std::optional<Document> read_beforehand_;
  Document document_;
  std::optional<RunContext> context_;
  std::string rollback_strategy_;
  std::optional<FoundCheck> found_;
  bool has_concluded_ = false;
  std::optional<ExitCode> refusal_;
  Guards guards_{interruption_};  // last: their threads use the others
};

}  // namespace chaos::cli

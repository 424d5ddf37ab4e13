#pragma once

#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "cli.h"
#include "document/document.h"
#include "run_options.h"

namespace chaos::cli {

/// Shows warnings, and with `--strict` makes them end the command.
class Warnings {
 public:
  explicit Warnings(bool strict) : strict_(strict) {}

  /// Pointers lead into the document, if there is one.
  void show(const std::vector<Diagnostic>& warnings, const Document* document = nullptr);

  /// Whether warnings are errors and there was one.
  bool refuse() const { return strict_ && any_; }

 private:
  bool strict_;
  bool any_ = false;
};

/// Warnings about settings that have no effect, or a given settings file that does not exist.
std::vector<Diagnostic> settings_warnings(const GlobalOptions& global, const Json& settings);

/// Warnings about unknown strategies in the settings, if they apply to the experiment.
std::vector<Diagnostic> settings_strategy_warnings(const GlobalOptions& global,
                                                   const Json& settings, const Json& experiment,
                                                   const RunOptions& options);

/// Throws InvalidExperiment if the experiment names an unknown strategy and no option overrides it.
void refuse_unknown_strategies(const Json& experiment, const RunOptions& options);

}  // namespace chaos::cli

#pragma once

#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "cli.h"
#include "document/document.h"
#include "run_options.h"

namespace chaos::cli {

/// Shows warnings as they come and knows whether they end the command, as `--strict` wants it.
class Warnings {
 public:
  explicit Warnings(bool strict) : strict_(strict) {}

  /// Pointers lead into the document, if there is one.
  void show(const std::vector<Diagnostic>& warnings, const Document* document = nullptr);

  /// Whether there was one, and warnings are errors.
  bool refuse() const { return strict_ && any_; }

 private:
  bool strict_;
  bool any_ = false;
};

/// What in the settings has no effect, or is not there although it was named.
std::vector<Diagnostic> settings_warnings(const GlobalOptions& global, const Json& settings);

/// What is wrong with the strategies of the settings, where those hold for the experiment.
std::vector<Diagnostic> settings_strategy_warnings(const GlobalOptions& global,
                                                   const Json& settings, const Json& experiment,
                                                   const RunOptions& options);

/// Throws InvalidExperiment when the experiment names an unknown strategy and no option replaces
/// it.
void refuse_unknown_strategies(const Json& experiment, const RunOptions& options);

}  // namespace chaos::cli

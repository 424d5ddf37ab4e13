#pragma once

#include <map>
#include <optional>
#include <string>

#include "chaos/registry.h"
#include "cli.h"
#include "document/document.h"
#include "plan/plan.h"
#include "variable_options.h"

namespace CLI {
class App;
}

namespace chaos::cli {

/// The options of `chaos run` that change what a run does, for the commands that describe or
/// simulate a run.
struct ExperimentOptions {
  std::string source = {};
  std::optional<Document::Format> source_format = {};
  bool no_verify_tls = false;
  std::optional<std::string> dry = {};
  std::optional<std::string> rollback_strategy = {};
  std::optional<std::string> hypothesis_strategy = {};
  double hypothesis_frequency = 1.0;
  VariableOptions variables = {};

  void add_to(CLI::App& command);
};

/// The experiment that these options name, read but not run.
class PlannedExperiment {
 public:
  /// Throws UsageError, ChaosError.
  PlannedExperiment(const GlobalOptions& global, const ExperimentOptions& options);

  const Document& document() const { return document_; }
  const Json& settings() const { return settings_; }
  const Registry& registry() const { return registry_; }
  const plan::Request& request() const { return *request_; }

 private:
  void read_variables(const VariableOptions& options, plan::Request& request) const;

  Json settings_;
  Registry registry_;
  Document document_;
  std::optional<plan::Request> request_;
};

}  // namespace chaos::cli

#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "chaos/json.h"
#include "context/variables.h"

namespace chaos::cli {

/// The options `--var` and `--var-file` of a command.
struct VariableOptions {
  std::vector<std::string> variables = {};
  std::vector<std::string> files = {};

  void add_to(CLI::App& command);

  /// What they say, read. Throws UsageError, ChaosError.
  Overrides read() const;

  /// For the header of a write-ahead log, from which `variables_of` makes them again: files may
  /// hold secrets, so only their names are kept.
  void note(Json& header) const;
};

/// The options that a write-ahead log's header names.
VariableOptions variables_of(const Json& header);

}  // namespace chaos::cli

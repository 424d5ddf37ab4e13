#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"
#include "context/variables.h"

namespace CLI {
class App;
}

namespace chaos::cli {

/// The options `--var` and `--var-file` of a command.
struct VariableOptions {
  std::vector<std::string> variables = {};
  std::vector<std::string> files = {};

  void add_to(CLI::App& command);

  /// The variables, read from the files and options. Throws UsageError, ChaosError.
  Overrides read() const;

  /// For the header of a write-ahead log: the absolute paths of the files. What the variables say
  /// is part of the configuration that the log records.
  void note(Json& header) const;
};

/// The options in the header of a write-ahead log of version 1, which did not record the
/// configuration; none in a later one's.
VariableOptions variables_of(const Json& header);

}  // namespace chaos::cli

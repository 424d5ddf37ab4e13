#pragma once

#include <optional>
#include <string>
#include <vector>

#include "document/document.h"
#include "report/format.h"
#include "run_display.h"
#include "variable_options.h"

namespace CLI {
class App;
}

namespace chaos::cli {

/// The options of a run on the command line.
struct RunOptions {
  std::string source = {};
  std::optional<Document::Format> source_format = {};
  std::string journal_path = "./journal.json";
  std::optional<std::string> dry = {};
  bool no_validation = false;
  bool strict = false;
  bool no_verify_tls = false;
  std::optional<std::string> rollback_strategy = {};
  VariableOptions variables = {};
  std::vector<std::string> control_files = {};
  std::optional<std::string> hypothesis_strategy = {};
  double hypothesis_frequency = 1.0;
  bool fail_fast = false;
  std::optional<double> deadline = {};  ///< seconds
  bool check_after_rollbacks = false;
  std::optional<double> wait = {};  ///< seconds, for resources that another run has
  bool no_watchdog = false;
  bool detailed_exit_codes = false;
  std::vector<report::Destination> reports = {};
  std::string problems_file = {};  ///< for `chaos run` of several experiments
  DisplayOptions display = {};

  /// Adds the options for how to run, except the source, the journal's path, and the display.
  void add_to(CLI::App& command);
  /// Adds `--report`.
  void add_reports_to(CLI::App& command);

  /// Command-line arguments that give the same options, except for exit codes and reports.
  std::vector<std::string> as_arguments() const;

 private:
  void add_inputs_to(CLI::App& command);
  void add_hypothesis_to(CLI::App& command);
  void add_ending_to(CLI::App& command);
};

/// Adds `--source-format`.
void add_source_format(CLI::App& command, std::optional<Document::Format>& format);

}  // namespace chaos::cli

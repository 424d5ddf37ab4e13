#pragma once

#include <optional>
#include <string>

#include "cli.h"
#include "rollback_options.h"
#include "variable_options.h"

namespace chaos::cli {

/// The options of `chaos recover`.
struct RecoverOptions {
  std::string wal = {};
  bool rollback = false;
  bool despite_damage = false;
  std::optional<bool> end_activities = {};
  std::optional<std::string> journal_path = {};
  RollbackOptions which = {};
  VariableOptions variables = {};

  void add_to(CLI::App& command);

  /// Throws UsageError for options that have no effect because nothing is to be rolled back.
  void check() const;

  /// The command with these options, for the log at `wal`. The values of variables are left out,
  /// because they may be secret.
  std::string command_for(const GlobalOptions& global, const std::string& wal) const;
};

}  // namespace chaos::cli

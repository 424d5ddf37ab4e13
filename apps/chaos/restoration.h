#pragma once

#include <optional>
#include <string>
#include <vector>

#include "activity/run_context.h"
#include "chaos/registry.h"
#include "cli.h"
#include "context/variables.h"
#include "run/interruption.h"
#include "run/recovery.h"
#include "run/undo.h"
#include "run/wal_writer.h"

namespace chaos::cli {

/// Puts back what the run of a journal left, with what the run used: its directory, settings,
/// interpreter, values and secrets.
class Restoration {
 public:
  /// Moves this program to the run's directory. `journal_path` is where the journal is;
  /// `settings_of_run` is the run's settings file, "" when it is not known. All must outlive this.
  /// Throws ChaosError when the directory cannot be entered or the settings are gone.
  Restoration(const GlobalOptions& global, const Json& journal, const std::string& journal_path,
              const std::string& settings_of_run, Interruption& interruption);

  /// Finds every value and secret that these undos need. Throws InvalidExperiment, which names the
  /// missing one, Stopped.
  void prepare(const Overrides& explicit_values, const std::vector<Undo>& undos);

  /// Plays these undos and adds their runs to `journal`. Returns the undos as they are now.
  std::vector<Undo> play(const std::vector<Undo>& undos, Json& journal, int next_id,
                         WalWriter& wal);

  /// Only checks what the run was to leave as it found it, and notes that in `journal`.
  void check(Json& journal);

 private:
  const Json& journal_;
  Interruption& interruption_;
  Json settings_;
  Registry registry_;
  std::optional<RunContext> context_;
};

/// Says whether the system is as the run found it, if that was checked, and returns the exit code
/// for that: `code`, or another one when that is kSuccess.
int conclude_check(const Json& journal, int code);

/// Shows the undos of a run, one on a line, with what became of each.
void print_undos(const std::vector<Undo>& undos);

/// Says what would be played.
void tell_of_rehearsal(const std::vector<Undo>& undos);

/// Says in the last lines how it went, and returns the exit code for that. `command` plays what
/// is left. `interrupted`: somebody stopped the rollbacks.
int conclude_rollbacks(const std::vector<Undo>& played, bool interrupted,
                       const std::string& command);

}  // namespace chaos::cli

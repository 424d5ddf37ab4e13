#pragma once

#include <optional>
#include <string>
#include <vector>

#include "activity/run_context.h"
#include "chaos/diagnostic.h"
#include "chaos/registry.h"
#include "cli.h"
#include "context/variables.h"
#include "os/file_descriptor.h"
#include "run/interruption.h"
#include "run/recovery.h"
#include "run/undo.h"
#include "run/wal_writer.h"

namespace chaos::cli {

/// Plays the remaining rollbacks of a run, with the run's own directory, settings, interpreter,
/// values, and secrets.
class Restoration {
 public:
  /// Where the run is described.
  struct Files {
    std::string journal;        ///< the path of its journal
    std::string found;          ///< the journal or log that is used
    std::string settings = "";  ///< of the run; "" when they are not known
    std::string command = "";   ///< of the user, for hints
  };

  /// Changes to the run's directory: to `directory` if that is open, because the name may be that
  /// of another one now. All must outlive this. If the settings cannot be read, this logs a warning
  /// and does without. Throws ChaosError if the directory cannot be entered or is another one.
  Restoration(const GlobalOptions& global, const Json& journal, const Files& files,
              Interruption& interruption,
              const os::FileDescriptor& directory = os::FileDescriptor());

  /// Finds every value and secret that these undos need, and the interpreter of the run if they
  /// need Python. Throws InvalidExperiment, which names what is missing and what to add to
  /// `command`, Stopped.
  void prepare(const Overrides& explicit_values, const std::vector<Undo>& undos,
               const std::string& command);

  /// Plays these undos and adds their runs to `journal`. Returns the undos as they are now.
  std::vector<Undo> play(const std::vector<Undo>& undos, Json& journal, int next_id,
                         WalWriter& wal);

  /// Only checks whether the system is as the run found it, and records the result in `journal`.
  void check(Json& journal);

 private:
  void choose_python(const std::string& of_run);
  void check_python(const std::vector<Undo>& undos) const;

  const Json& journal_;
  Interruption& interruption_;
  Json settings_;
  std::string python_;                   // the interpreter
  std::optional<Diagnostic> no_python_;  // why it cannot be used
  Registry registry_;
  std::optional<RunContext> context_;
};

/// Logs whether the system is as the run found it, if that was checked. Returns the exit code:
/// `code` or, if that is kSuccess, possibly kNotAsFound.
int conclude_check(const Json& journal, int code);

/// Prints the undos of a run with their states, one per line.
void print_undos(const std::vector<Undo>& undos);

/// Logs what would be played.
void tell_of_rehearsal(const std::vector<Undo>& undos);

/// Logs how the rollbacks went, and returns the exit code. `command` plays the remaining ones.
/// `interrupted`: the rollbacks were stopped.
int conclude_rollbacks(const std::vector<Undo>& played, bool interrupted,
                       const std::string& command);

}  // namespace chaos::cli

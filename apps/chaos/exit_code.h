#pragma once

#include <string_view>

#include "chaos/json.h"

namespace chaos::cli {

/// The exit codes of the program. The reference has the first three; with `--exit-codes detailed`,
/// the others replace the first two.
enum ExitCode : int {
  kSuccess = 0,         ///< success; a run completed without deviating
  kFailure = 1,         ///< the command failed; a run did not complete, or deviated
  kUsage = 2,           ///< the command line is invalid; nothing was done
  kInvalid = 3,         ///< the experiment cannot be loaded or is not valid; nothing was run
  kFailed = 4,          ///< the run's status is "failed"
  kAborted = 5,         ///< its status is "aborted"
  kInterrupted = 6,     ///< its status is "interrupted"
  kDeviated = 7,        ///< it completed, and the steady state was not met after the method
  kNotSteady = 8,       ///< the steady state was not met before the method, which was not played
  kRollbackFailed = 9,  ///< a rollback failed: the system is not as it was
  kNotAsFound = 10,     ///< a check found that the system is not as it was
  kRefused = 11,        ///< a guard kept the run from starting; nothing was touched
};

/// The detailed exit code for a run with this journal.
ExitCode detailed_exit_code(const Json& journal);

/// Whether a rollback was played and failed. This has its own exit code, which takes precedence
/// over every other outcome of the run.
bool has_failed_rollback(const Json& journal);

/// Whether the check after the rollbacks found that the system differs from what it was before the
/// run. This has its own exit code, unless a rollback failed.
bool is_not_as_found(const Json& journal);

/// The reference's exit code for it.
ExitCode classic_exit_code(ExitCode detailed);

/// The exit code of `chaos run`, detailed or not. It also depends on whether the system was
/// restored.
ExitCode exit_code_of_run(const Json& journal, bool detailed);

/// "completed", "deviated", ...: the outcome of an experiment with that code.
std::string_view describe(ExitCode detailed);

}  // namespace chaos::cli

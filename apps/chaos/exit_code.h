#pragma once

#include <string_view>

#include "chaos/json.h"

namespace chaos::cli {

/// What the program's exit status says. The reference knows the first three; the others take the
/// place of the first two after a run with `--exit-codes detailed`.
enum ExitCode : int {
  kSuccess = 0,      ///< the command did what it was asked; a run completed without deviating
  kFailure = 1,      ///< a run did not complete or deviated, or the command could not do its work
  kUsage = 2,        ///< the command line is wrong; nothing was done
  kInvalid = 3,      ///< the experiment cannot be loaded or is not valid; nothing was run
  kFailed = 4,       ///< the run's status is "failed"
  kAborted = 5,      ///< its status is "aborted"
  kInterrupted = 6,  ///< its status is "interrupted"
  kDeviated = 7,     ///< it completed, and the steady state was not met after the method
  kNotSteady = 8,    ///< the steady state was not met before the method, which was not played
  kRollbackFailed = 9,  ///< a rollback failed: the system is not as it was
  kNotAsFound = 10,     ///< a check found that the system is not as it was
  kRefused = 11,        ///< a guard kept the run from starting; nothing was touched
};

/// What a run with this journal ends with, in detail.
ExitCode detailed_exit_code(const Json& journal);

/// Whether a rollback was played and failed. This has its own exit code, which takes precedence
/// over every other outcome of the run.
bool has_failed_rollback(const Json& journal);

/// Whether the check after the rollbacks found that the system differs from what it was before the
/// run. This has its own exit code, unless a rollback failed.
bool is_not_as_found(const Json& journal);

/// The same as the reference has it.
ExitCode classic_exit_code(ExitCode detailed);

/// What `chaos run` ends with, with detailed exit codes or without: also whether the system was put
/// back.
ExitCode exit_code_of_run(const Json& journal, bool detailed);

/// "completed", "deviated", ...: what became of an experiment that ended so.
std::string_view describe(ExitCode detailed);

}  // namespace chaos::cli

#pragma once

namespace chaos::cli {

/// What the program's exit status says. The reference knows these three.
enum ExitCode : int {
  kSuccess = 0,  ///< the command did what it was asked; a run completed without deviating
  kFailure = 1,  ///< a run did not complete or deviated, or the command could not do its work
  kUsage = 2,    ///< the command line is wrong; nothing was done
};

}  // namespace chaos::cli

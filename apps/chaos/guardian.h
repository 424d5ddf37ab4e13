#pragma once

namespace chaos::cli {

/// The command with which a run starts its guardian. It is internal, so it is not in the help.
inline constexpr const char* kGuardianCommand = "watchdog";

/// The descriptor of the log, opened only for the guardian.
inline constexpr int kGuardianLog = 3;

/// What the run sends: the latest values, as a size followed by JSON, and finally its end.
inline constexpr char kValuesFollow = 'v';
inline constexpr char kRunEnded = 'e';

/// Whether the program was started as a guardian. Its arguments are not a normal command line.
bool is_guardian(int argc, char** argv);

/// Waits on standard input until the run has ended. If the run says so, this returns. If it is gone
/// without a message, takes over its log, ends activities that are still running, plays the
/// rollbacks that the run would have played, and writes its journal. Returns the exit status.
///
/// While it waits, it ignores signals that end programs, because they are meant for the run.
int guard_run(char** argv);

}  // namespace chaos::cli

#pragma once

namespace chaos::cli {

/// The command by which a run starts its guardian. Nobody else has a use for it, so it is not in
/// the help.
inline constexpr const char* kGuardianCommand = "watchdog";

/// The descriptor at which the guardian finds the log, opened for it alone.
inline constexpr int kGuardianLog = 3;

/// What the run sends: the latest values, as their size and then a JSON text, and finally its end.
inline constexpr char kValuesFollow = 'v';
inline constexpr char kRunEnded = 'e';

/// Whether the program was started as a guardian. Its arguments are no command line for people.
bool is_guardian(int argc, char** argv);

/// Waits on standard input until the run has ended. When the run says so, this ends as well. When
/// it is gone without a word, its log is taken over, the activities that still run are ended, what
/// the run would have rolled back is rolled back, and its journal is written. Returns the exit
/// status.
///
/// While it waits it does nothing at all: signals that end programs are for the run, not for it.
int guard_run(char** argv);

}  // namespace chaos::cli

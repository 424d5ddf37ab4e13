#pragma once

#include <signal.h>

#include <string>

namespace chaos::os {

/// Ignores the signals that report a lost output: SIGPIPE (the reader of a pipe is gone), SIGXFSZ
/// (a file may not grow), SIGIO, and SIGTTOU (a background job of a terminal with `stty tostop`). A
/// write then succeeds or fails with an error that its caller handles, instead of ending or
/// suspending the program. Call this before threads start. Programs that are started with
/// os/spawn.h get the defaults back.
void ignore_lost_outputs();

/// The signals that ignore_lost_outputs() ignores.
sigset_t lost_output_signals();

/// Ignores the signals that a terminal sends to everything in its foreground: Ctrl-C, Ctrl-\ and a
/// hangup. Programs that are started from then on ignore them as well. Call this before threads
/// start.
void ignore_terminal();

/// Whether ignore_terminal() was called.
bool ignores_terminal();

/// The signals whose default action ends a program and that are sent on purpose: by a person, a
/// supervisor, a closed terminal, a timer, a CPU limit. This excludes faults of the program itself
/// (SIGSEGV, SIGABRT...) and the signals above.
sigset_t interrupting_signals();

/// The signal that `chaos stop --now` sends to a run.
int stop_now_signal();

/// Whether that signal is sent repeatedly by a timer or a limit, and not by a person.
bool is_periodic(int signum);

/// "SIGHUP", "SIGRTMIN+3".
std::string signal_name(int signum);

}  // namespace chaos::os

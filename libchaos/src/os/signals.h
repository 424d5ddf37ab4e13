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

/// Ignores what a terminal sends to everything in its foreground: Ctrl-C, Ctrl-\ and its own end.
/// Programs that are started from then on ignore it as well. Call this before threads start.
void ignore_terminal();

/// Whether ignore_terminal() was called.
bool ignores_terminal();

/// The signals whose default action ends a program and that somebody sends on purpose: a person, a
/// supervisor, a closed terminal, a timer, a CPU limit. Faults of the program itself (SIGSEGV,
/// SIGABRT...) are not among them, nor are the ones above.
sigset_t interrupting_signals();

/// The signal by which `chaos stop --now` reaches a run.
int stop_now_signal();

/// Whether a timer or a limit sends that signal, over and over, and not a person.
bool is_periodic(int signum);

/// "SIGHUP", "SIGRTMIN+3".
std::string signal_name(int signum);

}  // namespace chaos::os

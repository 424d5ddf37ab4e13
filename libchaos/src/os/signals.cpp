#include "os/signals.h"

#include <cstring>
#include <initializer_list>

namespace chaos::os {
namespace {

constexpr int kLostOutput[] = {SIGPIPE, SIGXFSZ, SIGIO, SIGTTOU};

bool terminal_is_ignored = false;  // set before there are threads

}  // namespace

void ignore_lost_outputs() {
  for (const int signum : kLostOutput)
    ::signal(signum, SIG_IGN);
}

void ignore_terminal() {
  terminal_is_ignored = true;
  for (const int signum : {SIGINT, SIGQUIT, SIGHUP})
    ::signal(signum, SIG_IGN);
}

bool ignores_terminal() {
  return terminal_is_ignored;
}

sigset_t lost_output_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signum : kLostOutput)
    ::sigaddset(&signals, signum);
  return signals;
}

sigset_t interrupting_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signum : {SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGHUP, SIGQUIT, SIGALRM, SIGVTALRM,
                           SIGPROF, SIGXCPU, SIGPWR, SIGSTKFLT}) {
    ::sigaddset(&signals, signum);
  }
  for (int signum = SIGRTMIN; signum <= SIGRTMAX; ++signum)
    ::sigaddset(&signals, signum);
  return signals;
}

int stop_now_signal() {
  return SIGRTMAX;
}

bool is_periodic(int signum) {
  return signum == SIGALRM || signum == SIGVTALRM || signum == SIGPROF || signum == SIGXCPU;
}

std::string signal_name(int signum) {
  if (signum >= SIGRTMIN) return "SIGRTMIN+" + std::to_string(signum - SIGRTMIN);
  const char* name = ::sigabbrev_np(signum);
  return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(signum);
}

}  // namespace chaos::os

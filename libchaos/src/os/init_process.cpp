#include "os/init_process.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <initializer_list>

namespace chaos::os {
namespace {

bool is_served = false;

/// All signals except those that report a fault in this process itself.
sigset_t all_signals() {
  sigset_t signals;
  ::sigfillset(&signals);
  for (const int signum : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS})
    ::sigdelset(&signals, signum);
  return signals;
}

/// Signals of the terminal's keys also reach the child, which is in the same group. Only the
/// session leader is notified when a terminal is closed.
bool is_for_child(const siginfo_t& info) {
  if (info.si_signo == SIGCHLD) return false;
  return info.si_code != SI_KERNEL || info.si_signo == SIGHUP;
}

/// Reaps all children that have ended. Returns the exit status of the child if it is one of them.
std::optional<int> reap(pid_t child) {
  std::optional<int> result;
  int status = 0;
  for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
    if (pid != child) continue;
    constexpr int kBySignal = 128;
    result = WIFEXITED(status) ? WEXITSTATUS(status) : kBySignal + WTERMSIG(status);
  }
  return result;
}

}  // namespace

std::optional<int> serve_as_init() {
  const sigset_t signals = all_signals();
  sigset_t former;
  ::sigprocmask(SIG_BLOCK, &signals, &former);
  const auto former_action =
      ::signal(SIGCHLD, SIG_DFL);  // if it were ignored, it would not be reported
  const pid_t child = ::fork();
  if (child <= 0) {
    is_served = child == 0;
    ::signal(SIGCHLD, former_action);
    ::sigprocmask(SIG_SETMASK, &former, nullptr);
    return std::nullopt;
  }
  for (;;) {
    siginfo_t info{};
    if (::sigwaitinfo(&signals, &info) < 0) continue;
    if (is_for_child(info)) ::kill(child, info.si_signo);
    if (info.si_signo != SIGCHLD) continue;
    if (const auto status = reap(child)) return status;
  }
}

bool takes_container_along() {
  return is_served || ::getpid() == 1;
}

}  // namespace chaos::os

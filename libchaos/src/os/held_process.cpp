#include "os/held_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "os/duplicate.h"
#include "os/environment.h"
#include "os/exec_arguments.h"
#include "os/pidfd.h"

namespace chaos::os {
namespace {

constexpr int kExecFailed = 127;

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

/// Blocks all signals in this thread, and in the child that it forks, until the end of the scope:
/// no handler of this program may run in the child.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

/// What the child does between fork and exec. It only makes system calls, because other threads may
/// have held locks at the time of the fork.
class ChildSide {
 public:
  ChildSide(const ProcessSpec& spec, bool own_group, const std::array<int, 3>& descriptors)
      : exec_(spec.executable, spec.arguments, spec.environment),
        executable_(spec.executable.c_str()),
        directory_(directory_of_children()),
        reset_(signals_to_reset()),
        own_group_(own_group),
        descriptors_(descriptors) {}

  [[noreturn]] void run() const {
    if (own_group_) ::setpgid(0, 0);
    int target = STDOUT_FILENO;
    for (const int descriptor : descriptors_)
      ::dup2(descriptor, target++);
    ::closefrom(target);  // for instance, the sockets of other held processes
    ::fcntl(kLine, F_SETFD, FD_CLOEXEC);
    wait_to_begin();
    if (!directory_.empty() && ::chdir(directory_.c_str()) != 0) report_failure();
    reset_signals();
    ::execve(executable_, exec_.argv(), exec_.environment());
    report_failure();
  }

 private:
  static constexpr int kLine = STDERR_FILENO + 1;

  static void wait_to_begin() {
    char word = 0;
    ssize_t count = 0;
    while ((count = ::read(kLine, &word, 1)) < 0 && errno == EINTR) {
    }
    if (count != 1) ::_exit(kExecFailed);  // this process may not have been recorded
  }

  /// exec also resets the signals that have handlers, but too late: they are about to be unblocked,
  /// and no handler may run before exec.
  void reset_signals() const {
    for (int signum = 1; signum <= SIGRTMAX; ++signum) {
      struct sigaction action {};
      if (::sigaction(signum, nullptr, &action) != 0 || action.sa_handler == SIG_DFL) continue;
      if (action.sa_handler == SIG_IGN && ::sigismember(&reset_, signum) != 1) continue;
      ::signal(signum, SIG_DFL);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  }

  [[noreturn]] static void report_failure() {
    const int error = errno;
    [[maybe_unused]] const ssize_t written = ::write(kLine, &error, sizeof error);
    ::_exit(kExecFailed);
  }

  const ExecArguments exec_;
  const char* const executable_;
  const std::string directory_;
  const sigset_t reset_;
  const bool own_group_;
  const std::array<int, 3> descriptors_;
};

pid_t fork_into(const ChildSide& child) {
  const SignalsBlocked blocked;
  const pid_t pid = ::fork();
  if (pid == 0) child.run();
  if (pid < 0) fail(errno, "fork");
  return pid;
}

}  // namespace

HeldProcess::HeldProcess(const ProcessSpec& spec) : executable_(spec.executable) {
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    fail(errno, "socketpair");
  }
  line_ = FileDescriptor(ends[0]);
  const FileDescriptor other_end(ends[1]);
  // In the child these become descriptors 1 to 3, none of which may be overwritten before it is
  // copied.
  constexpr int kLastTarget = 3;
  const std::array<FileDescriptor, 3> sources = {duplicate_above(out.write_end.get(), kLastTarget),
                                                 duplicate_above(err.write_end.get(), kLastTarget),
                                                 duplicate_above(other_end.get(), kLastTarget)};
  process_.leads_group = !in_foreground_of_terminal();
  const ChildSide child(spec, process_.leads_group,
                        {sources[0].get(), sources[1].get(), sources[2].get()});
  process_.pid = fork_into(child);
  if (process_.leads_group)
    ::setpgid(process_.pid, process_.pid);  // parent and child both call this; either may be first
  process_.exit = open_pidfd(process_.pid);
  if (!process_.exit.is_open()) {
    const int error = errno;
    ::kill(process_.pid, SIGKILL);
    ::waitpid(process_.pid, nullptr, 0);
    fail(error, "pidfd_open");
  }
  process_.out = std::move(out.read_end);
  process_.err = std::move(err.read_end);
}

void HeldProcess::begin() {
  ::send(line_.get(), "b", 1, MSG_NOSIGNAL);  // fails if the process has been killed
  int error = 0;
  ssize_t count = 0;
  while ((count = ::recv(line_.get(), &error, sizeof error, 0)) < 0 && errno == EINTR) {
  }
  line_.close();
  if (count == sizeof error) fail(error, executable_);
}

}  // namespace chaos::os

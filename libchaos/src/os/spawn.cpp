#include "os/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

#include "os/duplicate.h"
#include "os/environment.h"
#include "os/exec_arguments.h"
#include "os/pidfd.h"
#include "os/signals.h"

namespace chaos::os {
namespace {

void check(int error, const char* what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

/// The child overwrites descriptors 0 to 2 one after the other. A pipe may have one of these
/// numbers, if this program was started with that descriptor closed, so move it up.
FileDescriptor above_standard(FileDescriptor fd) {
  return fd.get() > STDERR_FILENO ? std::move(fd) : duplicate_above(fd.get(), STDERR_FILENO);
}

class FileActions {
 public:
  /// In the child `sources[i]` becomes descriptor `first` + i, and those after are closed.
  FileActions(int first, const std::vector<int>& sources,
              const std::string& directory = directory_of_children()) {
    check(::posix_spawn_file_actions_init(&actions_), "posix_spawn_file_actions_init");
    for (const int source : sources) {
      check(::posix_spawn_file_actions_adddup2(&actions_, source, first++), "adddup2");
    }
    check(::posix_spawn_file_actions_addclosefrom_np(&actions_, first), "addclosefrom");
    if (!directory.empty()) {
      check(::posix_spawn_file_actions_addchdir_np(&actions_, directory.c_str()), "addchdir");
    }
  }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

/// Which keys and signals of a terminal reach a child.
enum class Membership { kOurGroup, kOwnGroup, kOwnSession };

sigset_t no_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  return signals;
}

class Attributes {
 public:
  explicit Attributes(Membership membership, const sigset_t& blocked = no_signals()) {
    check(::posix_spawnattr_init(&attributes_), "posix_spawnattr_init");
    ::posix_spawnattr_setsigmask(&attributes_, &blocked);
    const sigset_t defaults = signals_to_reset();
    ::posix_spawnattr_setsigdefault(&attributes_, &defaults);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    if (membership == Membership::kOwnGroup) flags |= POSIX_SPAWN_SETPGROUP;
    if (membership == Membership::kOwnSession) flags |= POSIX_SPAWN_SETSID;
    ::posix_spawnattr_setflags(&attributes_, static_cast<short>(flags));
  }
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

/// Starts the program and opens a descriptor that reports its exit.
Companion start(const std::string& executable, const std::vector<std::string>& arguments,
                const FileActions& actions, const Attributes& attributes,
                const std::map<std::string, std::string>& variables = {}) {
  const ExecArguments exec(executable, arguments, variables);
  Companion process;
  check(::posix_spawn(&process.pid, executable.c_str(), actions.get(), attributes.get(),
                      exec.argv(), exec.environment()),
        executable.c_str());
  process.exit = open_pidfd(process.pid);
  if (!process.exit.is_open()) {
    const int error = errno;
    ::kill(process.pid, SIGKILL);
    ::waitpid(process.pid, nullptr, 0);
    check(error, "pidfd_open");
  }
  return process;
}

/// Uses this program's standard streams, and the descriptors from 3 on.
Companion start_companion(const std::string& executable, const std::vector<std::string>& arguments,
                          const std::vector<int>& descriptors, const Attributes& attributes) {
  const int last_target = STDERR_FILENO + static_cast<int>(descriptors.size());
  std::vector<FileDescriptor> sources;  // none is overwritten before it is copied
  std::vector<int> numbers;
  for (const int descriptor : descriptors) {
    sources.push_back(duplicate_above(descriptor, last_target));
    numbers.push_back(sources.back().get());
  }
  const FileActions actions(STDERR_FILENO + 1, numbers);
  return start(executable, arguments, actions, attributes);
}

FileDescriptor open_null(int flags) {
  const FileDescriptor opened(::open("/dev/null", flags | O_CLOEXEC));
  if (!opened.is_open()) check(errno, "/dev/null");
  return duplicate_above(opened.get(), STDERR_FILENO);
}

/// Duplicates the descriptor; opens /dev/null if it is closed.
FileDescriptor duplicate_or_null(int fd, int limit) {
  FileDescriptor duplicate(::fcntl(fd, F_DUPFD_CLOEXEC, limit + 1));
  return duplicate.is_open() ? std::move(duplicate) : open_null(O_WRONLY);
}

}  // namespace

bool in_foreground_of_terminal() {
  return ::isatty(STDIN_FILENO) == 1 && ::tcgetpgrp(STDIN_FILENO) == ::getpgrp();
}

Pipe make_pipe() {
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0) check(errno, "pipe2");
  FileDescriptor read_end(fds[0]);
  FileDescriptor write_end(fds[1]);
  return {above_standard(std::move(read_end)), above_standard(std::move(write_end))};
}

SpawnedProcess spawn(const ProcessSpec& spec) {
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  const FileActions actions(STDOUT_FILENO, {out.write_end.get(), err.write_end.get()});
  const bool own_group = !in_foreground_of_terminal();
  Companion process = start(spec.executable, spec.arguments, actions,
                            Attributes(own_group ? Membership::kOwnGroup : Membership::kOurGroup),
                            spec.environment);
  return {.pid = process.pid,
          .leads_group = own_group,
          .exit = std::move(process.exit),
          .out = std::move(out.read_end),
          .err = std::move(err.read_end)};
}

Companion spawn_companion(const std::string& executable, const std::vector<std::string>& arguments,
                          const std::vector<int>& descriptors) {
  return start_companion(executable, arguments, descriptors, Attributes(Membership::kOurGroup));
}

Companion spawn_undisturbed(const std::string& executable,
                            const std::vector<std::string>& arguments,
                            const std::vector<int>& descriptors) {
  return start_companion(executable, arguments, descriptors,
                         Attributes(Membership::kOurGroup, interrupting_signals()));
}

Companion spawn_in_group(const std::string& executable, const std::vector<std::string>& arguments,
                         const FileDescriptor& output) {
  const FileDescriptor nothing = open_null(O_RDONLY);
  const FileDescriptor target = duplicate_above(output.get(), STDERR_FILENO);
  const FileActions actions(STDIN_FILENO, {nothing.get(), target.get(), target.get()});
  return start(executable, arguments, actions, Attributes(Membership::kOwnGroup));
}

Companion spawn_in_session(const std::string& executable, const std::vector<std::string>& arguments,
                           const FileDescriptor& input, const std::vector<int>& inherited) {
  const int last_target = STDERR_FILENO + static_cast<int>(inherited.size());
  std::vector<FileDescriptor> sources;  // none is overwritten before it is copied
  sources.push_back(duplicate_above(input.get(), last_target));
  sources.push_back(duplicate_above(open_null(O_WRONLY).get(), last_target));
  sources.push_back(duplicate_or_null(STDERR_FILENO, last_target));
  for (const int descriptor : inherited)
    sources.push_back(duplicate_above(descriptor, last_target));
  std::vector<int> numbers;
  for (const auto& source : sources)
    numbers.push_back(source.get());
  const FileActions actions(STDIN_FILENO, numbers, /*directory=*/"");
  return start(executable, arguments, actions, Attributes(Membership::kOwnSession));
}

}  // namespace chaos::os

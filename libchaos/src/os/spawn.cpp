#include "os/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace chaos::os {
namespace {

void check(int error, const char* what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

struct Pipe {
  FileDescriptor read_end;
  FileDescriptor write_end;
};

/// Descriptors 0 to 2 are taken over in the child one after the other: a pipe that sits on one of
/// them, because this program was started with that one closed, would be overwritten.
FileDescriptor above_standard(FileDescriptor fd) {
  if (fd.get() > STDERR_FILENO) return fd;
  FileDescriptor moved(::fcntl(fd.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (!moved.is_open()) check(errno, "fcntl");
  return moved;
}

Pipe make_pipe() {
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0) check(errno, "pipe2");
  FileDescriptor read_end(fds[0]);
  FileDescriptor write_end(fds[1]);
  return {above_standard(std::move(read_end)), above_standard(std::move(write_end))};
}

class FileActions {
 public:
  FileActions(int out, int err) {
    check(::posix_spawn_file_actions_init(&actions_), "posix_spawn_file_actions_init");
    check(::posix_spawn_file_actions_adddup2(&actions_, out, STDOUT_FILENO), "adddup2");
    check(::posix_spawn_file_actions_adddup2(&actions_, err, STDERR_FILENO), "adddup2");
    check(::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1), "addclosefrom");
  }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

class Attributes {
 public:
  Attributes() {
    check(::posix_spawnattr_init(&attributes_), "posix_spawnattr_init");
    sigset_t mask;
    ::sigemptyset(&mask);
    ::posix_spawnattr_setsigmask(&attributes_, &mask);
    for (const int number : {SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGPIPE, SIGXFSZ}) {
      ::sigaddset(&mask, number);
    }
    ::posix_spawnattr_setsigdefault(&attributes_, &mask);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    constexpr int kFlags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;
    ::posix_spawnattr_setflags(&attributes_, static_cast<short>(kFlags));
  }
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

/// The C library's wrapper cannot be linked from C++ in glibc 2.36.
FileDescriptor open_pidfd(pid_t pid) {
  return FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U)));
}

bool holds_nul(const std::string& text) {
  return text.find('\0') != std::string::npos;
}

std::vector<char*> make_argv(const ProcessSpec& spec) {
  if (holds_nul(spec.executable) || std::ranges::any_of(spec.arguments, holds_nul)) {
    check(EINVAL, spec.executable.c_str());
  }
  std::vector<char*> argv;
  argv.reserve(spec.arguments.size() + 1);
  // exec takes pointers to non-const for historical reasons and does not write to them.
  for (const auto& argument : spec.arguments)
    argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  return argv;
}

}  // namespace

SpawnedProcess spawn(const ProcessSpec& spec) {
  const std::vector<char*> argv = make_argv(spec);
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  const FileActions actions(out.write_end.get(), err.write_end.get());
  const Attributes attributes;
  SpawnedProcess process;
  check(::posix_spawn(&process.pid, spec.executable.c_str(), actions.get(), attributes.get(),
                      argv.data(), environ),
        spec.executable.c_str());
  process.exit = open_pidfd(process.pid);
  if (!process.exit.is_open()) {
    const int error = errno;
    ::kill(-process.pid, SIGKILL);
    ::waitpid(process.pid, nullptr, 0);
    check(error, "pidfd_open");
  }
  process.out = std::move(out.read_end);
  process.err = std::move(err.read_end);
  return process;
}

}  // namespace chaos::os

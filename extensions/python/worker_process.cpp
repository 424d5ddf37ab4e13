#include "worker_process.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>

#include "os/pidfd.h"
#include "os/process_identity.h"
#include "os/process_tree.h"
#include "python_error.h"
#include "worker_source.h"

namespace chaos::python {
namespace {

constexpr int kFirstConnection = 3;
constexpr int kTooOld = 78;  // the worker's exit codes
constexpr int kConnectionLost = 79;
constexpr int kDocumentsLost = 80;

/// An in-memory file with the worker's program, so that nothing needs to be installed.
os::FileDescriptor source_file(std::size_t connections) {
  std::string numbers;
  for (std::size_t i = 0; i < connections; ++i)
    numbers += fmt::format("{},", kFirstConnection + i);
  os::FileDescriptor file(::memfd_create("chaos-worker", MFD_CLOEXEC));
  const std::string source =
      worker_source() + fmt::format("sys.modules['chaos_worker.main'].main({})\n", numbers);
  std::string_view rest = source;
  while (file.is_open() && !rest.empty()) {
    const ssize_t written = ::write(file.get(), rest.data(), rest.size());
    if (written < 0) throw std::system_error(errno, std::generic_category(), "memfd");
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (!file.is_open() || ::lseek(file.get(), 0, SEEK_SET) != 0) {
    throw std::system_error(errno, std::generic_category(), "memfd");
  }
  return file;
}

std::string describe_exit(int code) {
  if (code == kTooOld) return "is too old, version 3.8 or later is needed";
  if (code == kConnectionLost) {
    return "lost its connection with the runner: the extension closed descriptors that are not its "
           "own";
  }
  if (code == kDocumentsLost) {
    return "ended itself: a control changed something in a way that cannot be written to a journal";
  }
  return fmt::format("exited with code {}", code);
}

}  // namespace

WorkerProcess::WorkerProcess(const Interpreter& interpreter, const std::vector<int>& connections) {
  const os::FileDescriptor source = source_file(connections.size());
  const std::size_t place = kFirstConnection + connections.size();
  std::vector<int> descriptors = connections;
  descriptors.push_back(source.get());
  try {
    process_ = os::spawn_companion(
        interpreter.path,
        {interpreter.path, "-c", fmt::format("import os; exec(os.fdopen({}).read())", place),
         "chaos-python-worker"},
        descriptors);
  } catch (const std::system_error& error) {
    throw PythonError(
        fmt::format("Python cannot be started from '{}': {}", interpreter.path, error.what()));
  }
  identity_ = {.pid = process_.pid, .start_ticks = os::process_with(process_.pid).start_ticks};
}

bool WorkerProcess::has_exited() const {
  const std::lock_guard lock(mutex_);
  return end_ || os::has_exited(process_.exit);
}

void WorkerProcess::kill() const {
  const std::vector<pid_t> tree = os::process_tree(process_.pid);
  os::signal_process(process_.exit, SIGKILL);
  pollfd event{process_.exit.get(), POLLIN, 0};
  constexpr int kLongestKill = 1000;  // ms; only a process stuck in the kernel takes longer
  ::poll(&event, 1, kLongestKill);
  for (const pid_t pid : tree) {
    if (pid != process_.pid) ::kill(pid, SIGKILL);
  }
}

std::string WorkerProcess::describe_end() {
  const std::lock_guard lock(mutex_);
  if (end_) return *end_;
  siginfo_t info{};
  if (process_.pid < 0 || ::waitid(P_PID, static_cast<id_t>(process_.pid), &info, WEXITED) != 0) {
    end_ = "ended";
  } else if (info.si_code == CLD_EXITED) {
    end_ = describe_exit(info.si_status);
  } else {
    end_ = fmt::format("was killed by signal {} ({}){}", info.si_status,
                       ::sigabbrev_np(info.si_status),
                       info.si_status == SIGKILL ? " (possibly out of memory)" : "");
  }
  return *end_;
}

}  // namespace chaos::python

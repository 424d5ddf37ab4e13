#include "os/leftover.h"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "chaos/deadline.h"
#include "os/file_descriptor.h"
#include "os/process_identity.h"
#include "os/process_tree.h"

namespace chaos::os {
namespace {

/// A killed process ends at once unless it is stuck in the kernel.
constexpr std::chrono::seconds kKillLimit(1);

bool exists(pid_t pid) {
  return ::kill(pid, 0) == 0 || errno == EPERM;
}

/// All processes that run on behalf of this one. None if its PID now belongs to another process: a
/// group's ID is not reused while the group has members.
std::vector<pid_t> members_of(const StartedProcess& process) {
  const bool itself = is_running({.pid = process.pid, .start_ticks = process.start_ticks});
  if (!itself && exists(process.pid)) return {};
  if (process.leads_group) return process_group(process.pid);
  return itself ? process_tree(process.pid) : std::vector<pid_t>();
}

void wait_for_end(std::vector<FileDescriptor>& processes, const Deadline& limit) {
  while (!processes.empty() && !limit.passed()) {
    std::vector<pollfd> events;
    for (const auto& process : processes)
      events.push_back({process.get(), POLLIN, 0});
    if (::poll(events.data(), events.size(), limit.poll_timeout()) <= 0) continue;
    for (std::size_t i = events.size(); i-- > 0;) {
      if (events[i].revents != 0) processes.erase(processes.begin() + static_cast<long>(i));
    }
  }
}

/// Sends the signals to all, and waits until all have ended or the limit has passed.
void signal_and_wait(const std::vector<pid_t>& members, const std::vector<int>& signals,
                     const Deadline& limit) {
  std::vector<FileDescriptor> processes;
  for (const pid_t pid : members) {
    FileDescriptor process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U)));
    if (process.is_open()) processes.push_back(std::move(process));
  }
  for (const auto& process : processes) {
    for (const int number : signals)
      ::syscall(SYS_pidfd_send_signal, process.get(), number, nullptr, 0U);
  }
  wait_for_end(processes, limit);
}

}  // namespace

bool is_left_over(const StartedProcess& process) {
  return process.pid > 0 && !members_of(process).empty();
}

bool end_left_over(const StartedProcess& process, std::chrono::milliseconds grace) {
  if (process.pid <= 0) return true;
  signal_and_wait(members_of(process), {SIGTERM, SIGCONT}, Deadline::after(grace));
  // Repeated, because a dying process may have started another one since the search.
  const auto limit = Deadline::after(kKillLimit);
  auto members = members_of(process);
  for (; !members.empty() && !limit.passed(); members = members_of(process))
    signal_and_wait(members, {SIGKILL}, limit);
  return members.empty();
}

}  // namespace chaos::os

#include "os/leftover.h"

#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>
#include <vector>

#include "chaos/deadline.h"
#include "os/file_descriptor.h"
#include "os/pidfd.h"
#include "os/process_identity.h"
#include "os/process_tree.h"
#include "os/stop_event.h"

namespace chaos::os {
namespace {

/// A killed process ends at once unless it is stuck in the kernel.
constexpr std::chrono::seconds kKillLimit(1);

bool exists(pid_t pid) {
  return ::kill(pid, 0) == 0 || errno == EPERM;
}

/// A process that outlived the program that started it, and those that run on its behalf.
class Leftover {
 public:
  Leftover(const StartedProcess& process, std::optional<pid_t> session)
      : process_(process), session_(session) {}

  /// Empty if its PID now belongs to another process: a group's ID is not reused while the group
  /// has members. Once the group has none, a new process with that PID may also lead a group, and
  /// end before its group does, as daemons do. But those have their own sessions.
  std::vector<pid_t> members() const {
    const bool itself = is_running({.pid = process_.pid, .start_ticks = process_.start_ticks});
    if (itself) {
      return process_.leads_group ? process_group(process_.pid, session_)
                                  : process_tree(process_.pid);
    }
    if (exists(process_.pid) || !process_.leads_group || !session_) return {};
    return process_group(process_.pid, session_);
  }

  /// Descriptors of the members, which stay valid even if their PIDs are reused.
  std::vector<FileDescriptor> handles() const {
    std::vector<std::pair<pid_t, FileDescriptor>> opened;
    for (const pid_t pid : members())
      opened.emplace_back(pid, open_pidfd(pid));
    // A PID may have been reused before it was opened. If it is a member now, it is the right one.
    const auto still = members();
    std::vector<FileDescriptor> handles;
    for (auto& [pid, handle] : opened) {
      if (handle.is_open() && std::ranges::find(still, pid) != still.end()) {
        handles.push_back(std::move(handle));
      }
    }
    return handles;
  }

 private:
  const StartedProcess& process_;
  const std::optional<pid_t> session_;
};

/// The parameters that are common to all processes being ended.
class Ending {
 public:
  Ending(const std::vector<LeftOver>& processes, const std::stop_token& stop) : stop_(stop) {
    for (const auto& each : processes) {
      if (each.process.pid > 0) leftovers_.emplace_back(each.process, each.session);
    }
    if (stop.stop_possible()) stopped_.emplace(stop);
  }

  bool is_stopped() const { return stop_.stop_requested(); }
  bool is_complete() const {
    return std::ranges::all_of(leftovers_,
                               [](const Leftover& each) { return each.members().empty(); });
  }

  /// Sends the signals to all, and waits until all have ended or the limit has passed.
  void signal_and_wait(const std::vector<int>& signals, const Deadline& limit) {
    std::vector<FileDescriptor> processes;
    for (const auto& each : leftovers_)
      std::ranges::move(each.handles(), std::back_inserter(processes));
    for (const auto& process : processes) {
      for (const int number : signals)
        signal_process(process, number);
    }
    wait_for_end(processes, limit);
  }

 private:
  void wait_for_end(std::vector<FileDescriptor>& processes, const Deadline& limit) const;

  std::vector<Leftover> leftovers_;
  const std::stop_token stop_;
  std::optional<StopEvent> stopped_;
};

void Ending::wait_for_end(std::vector<FileDescriptor>& processes, const Deadline& limit) const {
  while (!processes.empty() && !limit.passed() && !is_stopped()) {
    std::vector<pollfd> events;
    for (const auto& process : processes)
      events.push_back({process.get(), POLLIN, 0});
    if (stopped_) events.push_back({stopped_->fd(), POLLIN, 0});
    if (::poll(events.data(), events.size(), limit.poll_timeout()) <= 0) continue;
    for (std::size_t i = processes.size(); i-- > 0;) {
      if (events[i].revents != 0) processes.erase(processes.begin() + static_cast<long>(i));
    }
  }
}

}  // namespace

bool is_left_over(const StartedProcess& process, std::optional<pid_t> session) {
  return process.pid > 0 && !Leftover(process, session).members().empty();
}

std::vector<pid_t> wait_for_left_over(const LeftOver& process, const Deadline& limit) {
  if (process.process.pid <= 0) return {};
  const Leftover leftover(process.process, process.session);
  if (leftover.members().empty()) return {};
  Ending({process}, {}).signal_and_wait({}, limit);
  return leftover.members();
}

bool end_left_over(const StartedProcess& process, std::optional<pid_t> session,
                   std::chrono::milliseconds grace) {
  return end_left_over({{.process = process, .session = session}}, grace, {});
}

bool end_left_over(const std::vector<LeftOver>& processes, std::chrono::milliseconds grace,
                   const std::stop_token& stop) {
  Ending ending(processes, stop);
  if (!ending.is_stopped()) ending.signal_and_wait({SIGTERM, SIGCONT}, Deadline::after(grace));
  // Repeat, because a dying process may have started another one since the search.
  const auto limit = Deadline::after(kKillLimit);
  while (!ending.is_stopped() && !ending.is_complete() && !limit.passed())
    ending.signal_and_wait({SIGKILL}, limit);
  return ending.is_complete();
}

}  // namespace chaos::os

#include "os/process_family.h"

#include <signal.h>

#include <algorithm>
#include <utility>

#include "os/pidfd.h"
#include "os/process_tree.h"

namespace chaos::os {

ProcessFamily::ProcessFamily(pid_t root) {
  members_.push_back({root, open_pidfd(root)});
  look_again();
}

bool ProcessFamily::look_again() {
  std::vector<pid_t> alive;
  for (const auto& member : members_) {
    if (!has_exited(member.handle)) alive.push_back(member.pid);
  }
  bool found = false;
  for (const pid_t pid : process_tree(std::move(alive))) {
    if (knows(pid)) continue;
    FileDescriptor handle = open_pidfd(pid);
    if (!handle.is_open()) continue;  // it has ended in the meantime
    members_.push_back({pid, std::move(handle)});
    found = true;
  }
  return found;
}

void ProcessFamily::signal(int signum) const {
  for (const auto& member : members_)
    signal_process(member.handle, signum);
}

void ProcessFamily::kill() {
  constexpr int kMostGenerations = 100;  // each round stops the processes that could start the next
  for (int i = 0; i < kMostGenerations; ++i) {
    signal(SIGSTOP);
    if (!look_again()) break;
  }
  signal(SIGKILL);
}

bool ProcessFamily::knows(pid_t pid) const {
  return std::any_of(members_.begin(), members_.end(), [pid](const Member& member) {
    return member.pid == pid && !has_exited(member.handle);
  });
}

}  // namespace chaos::os

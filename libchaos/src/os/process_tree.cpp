#include "os/process_tree.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <utility>

#include "os/process_stat.h"

namespace chaos::os {
namespace {

struct Status {
  char state = '?';  ///< '?' if the process is gone
  pid_t parent = 0;
  pid_t group = 0;
  pid_t session = 0;
};

Status status_of(pid_t pid) {
  Status status;
  std::istringstream fields(process_stat(pid));
  fields >> status.state >> status.parent >> status.group >> status.session;
  return status;
}

std::map<pid_t, Status> all_processes() {
  std::map<pid_t, Status> processes;
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc", error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename();
    pid_t pid = 0;
    const auto [rest, problem] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (problem == std::errc() && rest == name.data() + name.size()) {
      processes.emplace(pid, status_of(pid));
    }
  }
  return processes;
}

}  // namespace

std::vector<pid_t> process_tree(std::vector<pid_t> roots) {
  std::multimap<pid_t, pid_t> children;
  const auto processes = all_processes();
  for (const auto& [pid, status] : processes)
    children.emplace(status.parent, pid);
  std::vector<pid_t> tree = std::move(roots);
  for (std::size_t i = 0; i < tree.size(); ++i) {
    const auto [begin, end] = children.equal_range(tree[i]);
    for (auto child = begin; child != end; ++child) {
      if (std::find(tree.begin(), tree.end(), child->second) == tree.end())
        tree.push_back(child->second);
    }
  }
  std::erase_if(tree, [&processes](pid_t pid) {
    const auto process = processes.find(pid);
    return process != processes.end() && process->second.state == 'Z';
  });
  return tree;
}

std::vector<pid_t> process_group(pid_t group, std::optional<pid_t> session) {
  std::vector<pid_t> members;
  for (const auto& [pid, status] : all_processes()) {
    if (status.group != group || status.state == 'Z' || status.state == 'X') continue;
    if (!session || status.session == *session) members.push_back(pid);
  }
  return members;
}

}  // namespace chaos::os

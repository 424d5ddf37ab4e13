#include "os/process_tree.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

namespace chaos::os {
namespace {

/// The parent's number from /proc/PID/stat: "PID (name) state parent ...". The name may hold
/// anything. 0 for a process that is gone.
pid_t parent_of(const std::filesystem::path& directory) {
  std::ifstream file(directory / "stat");
  std::string text;
  std::getline(file, text);
  const std::size_t end_of_name = text.rfind(')');
  if (end_of_name == std::string::npos || end_of_name + 4 >= text.size()) return 0;
  pid_t parent = 0;
  std::from_chars(text.data() + end_of_name + 4, text.data() + text.size(), parent);
  return parent;
}

std::multimap<pid_t, pid_t> children_by_parent() {
  std::multimap<pid_t, pid_t> children;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (problem == std::errc() && end == name.data() + name.size()) {
      children.emplace(parent_of(entry.path()), pid);
    }
  }
  return children;
}

}  // namespace

std::vector<pid_t> process_tree(pid_t root) {
  const auto children = children_by_parent();
  std::vector<pid_t> tree{root};
  for (std::size_t i = 0; i < tree.size(); ++i) {
    const auto [begin, end] = children.equal_range(tree[i]);
    for (auto child = begin; child != end; ++child)
      tree.push_back(child->second);
  }
  return tree;
}

}  // namespace chaos::os

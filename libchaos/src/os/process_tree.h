#pragma once

#include <sys/types.h>

#include <optional>
#include <vector>

namespace chaos::os {

/// These processes, which come first, and all their descendants that still have a running ancestor
/// among them. A process that is started meanwhile may be missed.
std::vector<pid_t> process_tree(std::vector<pid_t> roots);
inline std::vector<pid_t> process_tree(pid_t root) {
  return process_tree(std::vector<pid_t>{root});
}

/// The running members of the group, excluding zombies. With a session: empty if the group belongs
/// to another one.
std::vector<pid_t> process_group(pid_t group, std::optional<pid_t> session = std::nullopt);

}  // namespace chaos::os

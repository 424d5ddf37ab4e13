#pragma once

#include <sys/types.h>

#include <optional>
#include <vector>

namespace chaos::os {

/// These processes, which come first, and all that descend from them and still have a living
/// ancestor among them. A process that is started meanwhile may be missed.
std::vector<pid_t> process_tree(std::vector<pid_t> roots);
inline std::vector<pid_t> process_tree(pid_t root) {
  return process_tree(std::vector<pid_t>{root});
}

/// The living members of the group, without the dead ones that nobody has reaped. With a session:
/// none if the group belongs to another one.
std::vector<pid_t> process_group(pid_t group, std::optional<pid_t> session = std::nullopt);

}  // namespace chaos::os

#pragma once

#include <sys/types.h>

#include <vector>

namespace chaos::os {

/// The process and all that descend from it and still have a living ancestor among them, the
/// process first. A process that is started meanwhile may be missed.
std::vector<pid_t> process_tree(pid_t root);

}  // namespace chaos::os

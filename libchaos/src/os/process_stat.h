#pragma once

#include <string>

namespace chaos::os {

/// /proc/PID/stat from the third field on: "state parent group session ...". The second is the
/// program's name in parentheses, which may contain anything. "" if there is no such process.
std::string process_stat(int pid);

}  // namespace chaos::os

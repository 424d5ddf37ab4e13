#pragma once

#include <signal.h>
#include <sys/types.h>

#include <fstream>
#include <string>

namespace chaos::testing {

/// Whether the process is still running: a zombie does not count.
inline bool is_alive(pid_t pid) {
  if (::kill(pid, 0) != 0) return false;
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string stat;
  std::getline(file, stat);
  const auto name_end = stat.rfind(')');
  return name_end != std::string::npos && stat.substr(name_end + 2, 1) != "Z";
}

}  // namespace chaos::testing

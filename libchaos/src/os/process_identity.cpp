#include "os/process_identity.h"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace chaos::os {
namespace {

/// The time of start in /proc/PID/stat, its 22nd field; 0 when there is no such process.
std::uint64_t start_ticks(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string stat;
  std::getline(file, stat);
  // The second field is the program's name in parentheses, which may hold anything.
  const auto name_end = stat.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(stat.substr(name_end + 1));
  std::string field;
  for (int number = 3; number <= 22; ++number)
    fields >> field;
  return fields ? std::stoull(field) : 0;
}

}  // namespace

ProcessIdentity current_process() {
  return {.pid = getpid(), .start_ticks = start_ticks(getpid())};
}

bool is_running(const ProcessIdentity& process) {
  return process.pid > 0 && process.start_ticks != 0 &&
         start_ticks(process.pid) == process.start_ticks;
}

}  // namespace chaos::os

#include "os/process_identity.h"

#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

#include "os/environment.h"

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
  return process_with(getpid());
}

ProcessIdentity process_with(int pid) {
  return {.pid = pid, .start_ticks = start_ticks(pid)};
}

bool is_running(const ProcessIdentity& process) {
  return process.pid > 0 && process.start_ticks != 0 &&
         start_ticks(process.pid) == process.start_ticks;
}

std::uint64_t pid_namespace() {
  struct stat info {};
  return ::stat("/proc/self/ns/pid", &info) == 0 ? info.st_ino : 0;
}

std::string host_name() {
  utsname system{};
  return ::uname(&system) == 0 ? system.nodename : "";
}

std::string user_name() {
  for (const char* name : {"USER", "LOGNAME"}) {
    std::string user = environment_variable(name).value_or("");
    if (!user.empty()) return user;
  }
  return std::to_string(::geteuid());
}

}  // namespace chaos::os

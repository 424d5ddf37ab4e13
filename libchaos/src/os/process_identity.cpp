#include "os/process_identity.h"

#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "os/environment.h"
#include "os/file_descriptor.h"
#include "os/file_owner.h"
#include "os/pidfd.h"
#include "os/process_stat.h"

namespace chaos::os {
namespace {

/// The fields of process_stat(); empty if there is no such process.
std::vector<std::string> stat_fields(int pid) {
  std::istringstream fields(process_stat(pid));
  return {std::istream_iterator<std::string>(fields), {}};
}

bool has_begun_to_exit(int pid) {
  constexpr std::size_t kFlags = 9 - 3;
  constexpr unsigned long long kExiting = 4;  // PF_EXITING
  const auto fields = stat_fields(pid);
  return fields.size() > kFlags && (std::stoull(fields[kFlags]) & kExiting) != 0;
}

/// The start time, the 22nd field; 0 if there is no such process.
std::uint64_t start_ticks(int pid) {
  constexpr std::size_t kStart = 22 - 3;
  const auto fields = stat_fields(pid);
  return fields.size() > kStart ? std::stoull(fields[kStart]) : 0;
}

/// Whether SIGKILL is pending, or the process has begun to exit.
bool is_dying(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    std::string key, value;
    fields >> key >> value;
    if (key == "State:" && (value == "Z" || value == "X")) return true;
    if (key != "SigPnd:" && key != "ShdPnd:") continue;
    if ((std::stoull(value, nullptr, 16) >> (SIGKILL - 1) & 1U) != 0) return true;
  }
  return has_begun_to_exit(pid);
}

}  // namespace

ProcessIdentity current_process() {
  return process_with(getpid());
}

ProcessIdentity process_with(int pid) {
  return {.pid = pid, .start_ticks = start_ticks(pid)};
}

std::string program_name(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/comm");
  std::string name;
  return std::getline(file, name) ? name : "?";
}

bool is_suspended(int pid) {
  const auto fields = stat_fields(pid);
  return !fields.empty() && (fields.front() == "T" || fields.front() == "t");
}

bool await_end_of_killed(const ProcessIdentity& process) {
  if (process.pid <= 0) return false;
  const FileDescriptor end = open_pidfd(process.pid);
  if (!end.is_open() || !is_running(process) || !is_dying(process.pid)) return false;
  constexpr int kLongestMs = 5000;  // after this, it is stuck in the kernel, and so are its files
  pollfd event{end.get(), POLLIN, 0};
  return ::poll(&event, 1, kLongestMs) > 0;
}

bool is_running(const ProcessIdentity& process) {
  return process.pid > 0 && process.start_ticks != 0 &&
         start_ticks(process.pid) == process.start_ticks;
}

bool is_alive(const ProcessIdentity& process) {
  if (process.pid <= 0) return false;
  const FileDescriptor handle = open_pidfd(process.pid);
  if (!is_running(process)) return false;
  if (handle.is_open()) return !has_exited(handle);
  const auto fields = stat_fields(process.pid);
  return !fields.empty() && fields.front() != "Z" && fields.front() != "X";
}

std::uint64_t pid_namespace() {
  struct stat info {};
  return ::stat("/proc/self/ns/pid", &info) == 0 ? info.st_ino : 0;
}

std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id;
}

int current_session() {
  return ::getsid(0);
}

std::string host_name() {
  utsname system{};
  return ::uname(&system) == 0 ? system.nodename : "";
}

std::string user_name() {
  std::string known = name_of_user(::geteuid());
  if (!known.empty()) return known;
  for (const char* name : {"USER", "LOGNAME"}) {
    std::string user = environment_variable(name).value_or("");
    if (!user.empty()) return user;
  }
  return std::to_string(::geteuid());
}

}  // namespace chaos::os

#include "os/executable.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "os/environment.h"

namespace chaos::os {
namespace {

bool is_executable(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && !S_ISDIR(info.st_mode) &&
         ::access(path.c_str(), X_OK) == 0;
}

/// PATH, or the system's default if it is not set at all. If it is set but empty, no directory is
/// searched.
std::string search_path() {
  if (auto path = environment_variable("PATH")) return *path;
  std::string path(::confstr(_CS_PATH, nullptr, 0), '\0');
  ::confstr(_CS_PATH, path.data(), path.size());
  path.pop_back();  // confstr counts and writes the final NUL
  return path;
}

/// The home directory from the user database: of `user`, or of this process's user if empty.
std::optional<std::string> home_of(const std::string& user) {
  std::vector<char> buffer(16u << 10);
  passwd entry{};
  passwd* found = nullptr;
  if (user.empty()) {
    ::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found);
  } else {
    ::getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found);
  }
  if (found == nullptr) return std::nullopt;
  return found->pw_dir;
}

}  // namespace

std::optional<std::string> which(std::string_view name) {
  if (name.find('\0') != std::string_view::npos) return std::nullopt;
  if (name.find('/') != std::string_view::npos) {
    std::string path(name);
    if (is_executable(path)) return path;
    return std::nullopt;
  }
  const std::string directories = search_path();
  if (directories.empty()) return std::nullopt;
  for (std::size_t begin = 0; begin <= directories.size();) {
    const std::size_t end = std::min(directories.find(':', begin), directories.size());
    // An empty entry is the current directory, and what is found there has no directory part.
    std::string path = directories.substr(begin, end - begin);
    if (!path.empty() && path.back() != '/') path += '/';
    path += name;
    if (is_executable(path)) return path;
    begin = end + 1;
  }
  return std::nullopt;
}

std::string expand_user(std::string_view path) {
  if (!path.starts_with('~')) return std::string(path);
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string user(path.substr(1, end - 1));
  std::optional<std::string> home = user.empty() ? environment_variable("HOME") : std::nullopt;
  if (!home) home = home_of(user);
  if (!home) return std::string(path);
  while (home->ends_with('/'))
    home->pop_back();
  *home += path.substr(end);
  return home->empty() ? "/" : *home;
}

}  // namespace chaos::os

#include "os/write_target.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <filesystem>
#include <system_error>

namespace chaos::os {
namespace {

constexpr int kLinkLimit = 40;

[[noreturn]] void fail(int error, const std::string& path) {
  throw std::system_error(error, std::generic_category(), path);
}

/// Links in /proc (the target of /dev/stdout) refer to open files, whatever their text says. Such a
/// file must be written in place, because its other users would not notice a replacement.
bool is_in_proc(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::canonical(directory_of(path), ignored).string().starts_with("/proc");
}

std::string read_link(const std::string& path) {
  std::array<char, PATH_MAX> buffer{};
  const ssize_t size = ::readlink(path.c_str(), buffer.data(), buffer.size());
  if (size < 0) fail(errno, path);
  return {buffer.data(), static_cast<std::size_t>(size)};
}

/// Follows symbolic links at the end of the path, even if the last target does not exist yet.
WriteTarget follow(const std::string& path) {
  WriteTarget target;
  target.path = path;
  for (int links = 0; links <= kLinkLimit; ++links) {
    struct stat info {};
    if (::lstat(target.path.c_str(), &info) != 0) {
      if (errno != ENOENT) fail(errno, path);
      return target;
    }
    target.existing = info;
    target.in_place = is_in_proc(target.path);
    if (!S_ISLNK(info.st_mode) || target.in_place) return target;
    const std::string next = read_link(target.path);
    target.path = next.starts_with('/') ? next : directory_of(target.path) + "/" + next;
    target.existing.reset();
  }
  fail(ELOOP, path);
}

}  // namespace

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool is_special_file(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  return !error && std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
         !std::filesystem::is_directory(status);
}

WriteTarget resolve_write_target(const std::string& path) {
  if (path.empty()) fail(ENOENT, path);
  if (path.find('\0') != std::string::npos) fail(EINVAL, path);
  WriteTarget target = follow(path);
  if (!target.existing) {
    if (path.ends_with('/')) fail(EISDIR, path);
    return target;
  }
  if (S_ISDIR(target.existing->st_mode)) fail(EISDIR, path);
  if (!S_ISREG(target.existing->st_mode)) target.in_place = true;
  if (::faccessat(AT_FDCWD, target.path.c_str(), W_OK, AT_EACCESS) != 0) fail(errno, path);
  return target;
}

}  // namespace chaos::os

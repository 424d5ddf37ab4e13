#include "os/absolute_path.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace chaos::os {
namespace {

namespace fs = std::filesystem;

fs::path without_dots(const fs::path& path) {
  fs::path result;
  for (const auto& part : path) {
    if (part != ".") result /= part;
  }
  return result;
}

}  // namespace

std::string absolute_path(const std::string& path) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error);
  if (error) return path;  // the working directory has been deleted
  const fs::path absolute = without_dots(whole);
  const fs::path normal = absolute.lexically_normal();
  if (std::ranges::find(absolute, fs::path("..")) == absolute.end()) return normal.string();
  // After a symbolic link, ".." is not the directory that the path suggests.
  const bool is_same = fs::equivalent(absolute.parent_path(), normal.parent_path(), error);
  return (is_same || error ? normal : absolute).string();
}

}  // namespace chaos::os
